import type { DatasetItem, DatasetManifest } from '../../../lambdas/contracts/dataset-manifest';
import { diffManifests } from '../../../lambdas/domain/datasets/diff-manifests';
import { manifestId } from '../../../lambdas/domain/datasets/manifest-id';
import { sha } from './examples';

const item = (name: string, more: Partial<DatasetItem> = {}): DatasetItem => ({
  path: `labelled/w/bags/${name}.jpg`,
  sizeBytes: 1,
  sha256: sha(name),
  label: 'bags',
  split: 'train',
  source: 'upload',
  ...more,
});

function manifest(items: DatasetItem[]): DatasetManifest {
  const content = { workload: 'w', classes: ['bags', 'shoes'], items };
  return { schemaVersion: 1, id: manifestId(content), ...content };
}

const golden = item('g', { split: 'golden' });

it('tells what was added, removed, labelled anew and moved', () => {
  const before = manifest([golden, item('a'), item('b'), item('c')]);
  const after = manifest([golden, item('b', { label: 'shoes' }), item('c', { split: 'validation' }), item('d')]);
  const { changes, counts, sameGoldenSet, balance } = diffManifests(before, after);
  expect(changes.map(change => [change.kind, change.item.sha256, 'from' in change ? change.from : ''])).toEqual([
    ['removed', sha('a'), ''],
    ['relabelled', sha('b'), 'bags'],
    ['moved', sha('c'), 'train'],
    ['added', sha('d'), ''],
  ]);
  expect({ counts, sameGoldenSet }).toEqual({
    counts: { added: 1, removed: 1, relabelled: 1, moved: 1 },
    sameGoldenSet: true,
  });
  expect([balance.from.total.train, balance.to.total.train]).toEqual([3, 2]);
});

it('takes the same picture under another key for no change', () => {
  const { counts } = diffManifests(manifest([item('a')]), manifest([item('a', { path: 'imported/w/bags/a.jpg' })]));
  expect(counts).toEqual({ added: 0, removed: 0, relabelled: 0, moved: 0 });
});

it('notices another golden set', () => {
  expect(diffManifests(manifest([golden]), manifest([golden, item('h', { split: 'golden' })])).sameGoldenSet).toBe(
    false,
  );
});
