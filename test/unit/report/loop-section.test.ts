import fc from 'fast-check';
import type { RepairReport } from '../../../cli/report/loop-report';
import { loopSection } from '../../../cli/report/loop-section';
import { renderReport } from '../../../cli/report/report-page';
import { repairOf } from './sample-loop';

const markup = (report: RepairReport) =>
  renderReport({ title: 't', generatedAt: new Date(0), sections: [loopSection(report)] });
const skeleton = (page: string) => page.match(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g)!.map(tag => tag.replace(/"[^"]*"/g, '""'));

describe('the section of a drift', () => {
  it('tells recall before, during and after, cut and not rounded, and who fell', () => {
    const page = markup(repairOf('bags'));
    expect(page).toMatch(/0\.960<\/dd>.*0\.314<\/dd>.*0\.919<\/dd>/s);
    expect(page).toContain('<td class="number wrong">0.314 ▼</td>');
    // Three hundredths are chance.
    expect(page).toContain('<td class="number ">0.970</td><td class="number">-</td>');
    expect(page).toMatch(/Window to alarm<\/dt><dd>12\.5 <small>s/);
  });

  it('says what the trail or the monitor does not have', () => {
    const page = markup(
      repairOf('bags', { features: null, mixShift: null, totalSeconds: null, pictures: [], alarmState: 'ALARM' }),
    );
    expect(page).toContain('The trail does not have this story.');
    expect(page).toContain('<div class="tile bad"><dt>Alarms</dt><dd>ALARM</dd>');
    expect(page).toMatch(/Drift to repair<\/dt><dd>-<\/dd>/);
    expect(page).not.toContain('The same products');
  });

  it('shows each mail line by line, and where its pictures are', () => {
    const [mail] = repairOf('bags fell').mails;
    const page = markup(repairOf('bags', { mails: [mail!, { ...mail!, page: null }] }));
    expect(page).toContain('<summary><time datetime="2026-11-22T04:00:07.000Z">04:00:07</time> bags fell</summary>');
    expect(page).toContain('<pre tabindex="0">bags fell\nStory bags fell\n</pre><p><a href="../mails/bags fell">');
    expect(page.match(/As a page, with its pictures/g)).toHaveLength(1);
    expect(markup(repairOf('bags', { mails: [] }))).not.toContain('Mails');
  });

  it('has the same tags whatever the texts say', () => {
    const expected = skeleton(markup(repairOf('plain')));
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom('</style><svg onload=alert(1)>', '"><script>alert(1)</script>'),
    );
    fc.assert(fc.property(hostile, text => expect(skeleton(markup(repairOf(text)))).toEqual(expected)));
  });
});
