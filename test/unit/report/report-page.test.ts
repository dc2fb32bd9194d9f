import fc from 'fast-check';
import { ingestionSection } from '../../../cli/report/ingestion-section';
import { renderReport } from '../../../cli/report/report-page';
import { html } from '../../../lambdas/domain/page/html';
import { reportOf } from './sample-report';

const generatedAt = new Date('2026-11-21T12:34:56Z');
const page = (text: string) =>
  renderReport({ title: text, summary: text, generatedAt, sections: [ingestionSection(reportOf(text))] });

/** The page without its texts: tags with their attribute names, attribute values emptied. */
const skeleton = (markup: string) =>
  markup.match(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g)!.map(tag => tag.replace(/"[^"]*"/g, '""'));

const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><svg onload=alert(1)>',
    '`-->]]>&lt;&#60;',
    'photo\u202egpj.exe',
    '{{7*7}}',
    'javascript:alert(1)',
  ),
);

describe('HTML report', () => {
  test('has the same tags whatever the texts say', () => {
    const expected = skeleton(page('harmless'));
    fc.assert(fc.property(hostile, text => expect(skeleton(page(text))).toEqual(expected)));
  });

  test('shows a text as it was sent, and spells out characters that hide or turn it', () => {
    expect(html`<p>${'a <b> & "c"'}</p>`.markup).toBe('<p>a &lt;b&gt; &amp; &quot;c&quot;</p>');
    expect(html`${'exe\u202egpj.\u0000é📦 日本'}`.markup).toBe('exe\\u{202e}gpj.\\u{0}é📦 日本');
    expect(html`${[html`<i>${'<'}</i>`, null, undefined, 3]}`.markup).toBe('<i>&lt;</i>3');
  });

  test('opens from disk without a script or a request', () => {
    const markup = page('x');
    expect(markup).not.toMatch(/<script|<link|<iframe|@import|url\(|https?:|\son[a-z]+=/i);
    for (const [, source] of markup.matchAll(/src="([^"]*)"/g)) expect(source).toMatch(/^data:image\//);
    expect(markup).toContain("default-src 'none'");
  });

  test('never takes a thumbnail that is no picture', () => {
    const report = reportOf('x');
    const [first] = report.quarantinedPictures;
    const section = ingestionSection({
      ...report,
      curatedClasses: [],
      quarantinedPictures: [{ ...first!, thumbnail: 'https://example.org/pixel.gif' }],
    });
    expect(section.body.markup).not.toContain('example.org');
    expect(section.body.markup).toContain('cannot be shown');
  });

  test('gives every picture a text and every section a heading that names it', () => {
    const markup = page('x');
    for (const [image] of markup.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/ alt="[^"]+"/);
    for (const [, id] of markup.matchAll(/aria-labelledby="([^"]*)"/g)) expect(markup).toContain(`id="${id}"`);
    expect(markup).toMatch(/<html lang="en">/);
  });

  test('shows the figures of the run', () => {
    const text = page('x')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(text).toContain(
      'Photos sent 12 Curated 9 75 % Quarantined 2 17 % Lost 1 Time 3.3 s Throughput 3.7 images/s',
    );
    expect(text).toContain('2026-11-21 12:34 UTC');
    expect(text).toContain('size bytes 1,234,567.891');
  });

  test('takes sections of other parts of the loop and lists them', () => {
    const section = (id: string) => ({ id, heading: `About ${id}`, body: html`<p>${id}</p>` });
    const markup = renderReport({ title: 't', generatedAt, sections: [section('training'), section('drift')] });
    expect(markup).toContain('<a href="#training">About training</a><a href="#drift">About drift</a>');
    expect(markup.indexOf('id="training"')).toBeLessThan(markup.indexOf('id="drift"'));
  });

  test('leaves out what a run without findings has nothing to say about', () => {
    const section = ingestionSection({ ...reportOf('x'), quarantined: 0, byReason: [], quarantinedPictures: [] });
    expect(section.body.markup).not.toContain('quarantined, by reason');
    expect(section.body.markup).not.toContain('In quarantine');
  });
});
