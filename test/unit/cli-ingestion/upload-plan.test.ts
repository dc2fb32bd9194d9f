import fc from 'fast-check';
import { planUpload, type UploadLayout } from '../../../cli/ingestion/upload-plan';
import type { FoundFile } from '../../../cli/ingestion/walk-files';
import { parseIntakeKey } from '../../../lambdas/domain/ingestion/intake-key';
import { contracts } from './contracts';

const file = (relative: string, isUtf8 = true): FoundFile => ({
  path: `drop/${relative}`,
  location: `drop/${relative}`,
  relative,
  sizeBytes: 1,
  isUtf8,
});
const keysOf = (relatives: string[], layout: UploadLayout = {}) =>
  planUpload(
    relatives.map(name => file(name)),
    layout,
    contracts,
  ).uploads.map(({ key }) => key);

describe('planning an upload', () => {
  it.each<[string, UploadLayout, string, string]>([
    ['an image', {}, 'a/b.jpg', 'incoming/product-images/a/b.jpg'],
    ['rows', {}, 'hours.CSV', 'incoming/traffic-volume/hours.CSV'],
    ['a given workload', { workload: 'product-images' }, 'x.csv', 'incoming/product-images/x.csv'],
    ['a prefix', { prefix: '/spring/2026/' }, 'b.jpg', 'incoming/product-images/spring/2026/b.jpg'],
    ['a class', { labels: { kind: 'class', class: 'bags' } }, 'a/b.jpg', 'labelled/product-images/bags/a/b.jpg'],
    ['labels by folder', { labels: { kind: 'by-folder' } }, 'bags/b.jpg', 'labelled/product-images/bags/b.jpg'],
    [
      'labels by folder and a prefix',
      { labels: { kind: 'by-folder' }, prefix: 'p' },
      'bags/a/b.jpg',
      'labelled/product-images/bags/p/a/b.jpg',
    ],
  ])('gives %s its key', (_, layout, relative, key) => {
    expect(keysOf([relative], layout)).toEqual([key]);
  });

  it('makes keys that intake reads back to workload and relative path, whatever the name', () => {
    const name = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter(text => !text.startsWith('/'));
    fc.assert(
      fc.property(name, relative => {
        const [key = ''] = keysOf([relative], { workload: 'product-images' });
        expect(parseIntakeKey(key, contracts)).toEqual({
          kind: 'incoming',
          workload: 'product-images',
          rest: relative,
        });
      }),
    );
  });

  it('refuses, file by file, names that no key can hold', () => {
    const long = 'é'.repeat(501);
    const plan = planUpload(
      [file(`${long}.jpg`), file('ok\n\t.jpg'), file('bad.jpg', false), file('\u001b[31m.jpg')],
      {},
      contracts,
    );
    expect(plan.uploads.map(({ key }) => key)).toEqual(['incoming/product-images/ok\n\t.jpg']);
    expect(plan.refused.map(({ error }) => error)).toEqual([
      'key: size must be at most 1024 bytes, got 1030; shorten the path',
      'name: bytes must be UTF-8 to become a key, got others; rename the file',
      'name: characters must be ones that XML 1.0 has, since S3 lists and deletes keys in it, got "\\u001b"; rename the file',
    ]);
  });

  it('skips files in no class folder, and hints at labels that were not asked for', () => {
    const files = [file('bags/1.jpg'), file('loose.jpg')];
    const plan = planUpload(files, { labels: { kind: 'by-folder' } }, contracts);
    expect(plan.skipped).toEqual([{ path: 'drop/loose.jpg', why: 'in no class folder' }]);
    expect(planUpload(files, {}, contracts).looksLabelled).toBe(true);
    expect(planUpload([file('shoes/1.jpg')], {}, contracts).looksLabelled).toBe(false);
  });

  it.each<[string, UploadLayout, string[], RegExp]>([
    [
      'an unknown workload',
      { workload: 'nope' },
      ['a.jpg'],
      /--workload must be one of product-images, traffic-volume/,
    ],
    ['an unknown class', { labels: { kind: 'class', class: 'Bags' } }, ['a.jpg'], /one of bags, footwear, got "Bags"/],
    ['a folder that is no class', { labels: { kind: 'by-folder' } }, ['shoes/a.jpg'], /got "shoes"/],
    ['labels for rows', { labels: { kind: 'class', class: 'bags' } }, ['a.csv'], /must be used for images/],
    ['two files of one key', {}, ['a.jpg', 'a.jpg'], /keys must be distinct/],
  ])('fails for %s', (_, layout, relatives, message) => {
    expect(() => keysOf(relatives, layout)).toThrow(message);
  });
});
