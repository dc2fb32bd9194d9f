import fc from 'fast-check';
import { type DatasetManifest, datasetManifestSchema } from '../../../lambdas/contracts/dataset-manifest';
import { goldenId, inPathOrder, manifestId } from '../../../lambdas/domain/datasets/manifest-id';
import python from './python-manifest.json';

/** Written by the container's own `manifest_id`, with every character that two languages could treat differently. */
const manifest: DatasetManifest = datasetManifestSchema.parse(python);

it('computes the id that the Python container computes', () => {
  expect(manifestId(manifest)).toBe('924ad9957af504d606e99ecbba16d2656b561bcd0aefdb26140a0618cce5e510');
  expect(manifest.id).toBe('924ad9957af504d606e99ecbba16d2656b561bcd0aefdb26140a0618cce5e510');
});

it('computes one id for one content, in whatever order items and their keys come', () => {
  const shuffled = fc.shuffledSubarray(manifest.items, { minLength: manifest.items.length });
  fc.assert(
    fc.property(shuffled, fc.boolean(), (items, turn) => {
      const keysTurned = items.map(
        item => Object.fromEntries(turn ? Object.entries(item).reverse() : Object.entries(item)) as typeof item,
      );
      expect(manifestId({ ...manifest, items: keysTurned })).toBe(manifest.id);
    }),
  );
});

it('gives another id to every other content', () => {
  const [first, ...rest] = manifest.items;
  const others = [
    { ...manifest, workload: 'v' },
    { ...manifest, classes: [...manifest.classes].reverse() },
    { ...manifest, items: rest },
    { ...manifest, items: [{ ...first!, label: 'shoes' }, ...rest] },
    { ...manifest, items: [{ ...first!, split: 'drift' as const }, ...rest] },
    { ...manifest, items: [{ ...first!, sizeBytes: 2 }, ...rest] },
  ];
  const ids = others.map(manifestId);
  expect(new Set([manifest.id, ...ids]).size).toBe(others.length + 1);
});

it('orders paths by code points: U+FFEE stands before a character beyond U+FFFF', () => {
  const paths = inPathOrder([{ path: '\u{1f45c}' }, { path: '\uffee' }, { path: 'a' }]).map(({ path }) => path);
  expect(paths).toEqual(['a', '\uffee', '\u{1f45c}']);
});

it('knows a golden set by its pictures and labels, whatever else is in the data set', () => {
  const { items } = manifest;
  const others = items.filter(({ split }) => split === 'golden');
  expect(goldenId(others)).toBe(goldenId(items));
  expect(goldenId(others.map(item => ({ ...item, path: `moved/${item.sha256}` })))).toBe(goldenId(items));
  expect(goldenId(others.map(item => ({ ...item, label: 'bags' })))).not.toBe(goldenId(items));
});

it.each(['a//b', '../a', 'a/./b', '/a', 'a/', 'a\0b', ''])('refuses the path %j, as the container does', path => {
  const [first] = manifest.items;
  expect(datasetManifestSchema.safeParse({ ...manifest, items: [{ ...first, path }] }).success).toBe(false);
});
