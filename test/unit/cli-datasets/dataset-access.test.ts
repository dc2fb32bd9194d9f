import { chooseTrained, type DatasetAccess, requireDataset } from '../../../cli/datasets/dataset-access';
import everloopConfig from '../../../everloop.config';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { DatasetManifest } from '../../../lambdas/contracts/dataset-manifest';
import { manifestId } from '../../../lambdas/domain/datasets/manifest-id';
import { DatasetStore } from '../../../lambdas/handlers/training/dataset-store';
import { plansOf } from '../../../lib/config/plans-of';

const plans = plansOf(everloopConfig);

function manifest(label: string): DatasetManifest {
  const content = { workload: 'product-images', classes: [label], items: [] };
  return { schemaVersion: 1, id: manifestId(content), ...content };
}

async function accessWith(...labels: string[]): Promise<DatasetAccess> {
  const objects = new MemoryObjectStore();
  const buckets = { models: 'models', curated: 'curated' };
  const store = new DatasetStore(objects, buckets);
  for (const label of labels) await store.write(manifest(label), []);
  return { ...chooseTrained(plans), environmentName: 'local', objects, buckets, store };
}

describe('the workload', () => {
  it('is the only one that is trained, unless another is asked for', () => {
    expect(chooseTrained(plans).workload).toBe('product-images');
    expect(chooseTrained(plans, 'product-images').plan.classes).toHaveLength(5);
  });

  it.each([
    ['nothing trains', 'traffic-volume', /got traffic-volume, which nothing trains yet/],
    ['does not exist', 'constructor', /must be one of product-images, got constructor/],
  ])('fails for one that %s', (_, asked, message) => {
    expect(() => chooseTrained(plans, asked)).toThrow(message);
  });

  it('must be named when several are trained', () => {
    const plan = plans['product-images'];
    expect(() => chooseTrained({ ...plans, other: plan as never })).toThrow(/one of product-images, other, got none/);
  });
});

describe('a data set', () => {
  it('is found by the beginning of its id, or as the newest', async () => {
    const access = await accessWith('bags', 'shoes');
    const { id } = manifest('bags');
    expect((await requireDataset(access, id.slice(0, 8))).id).toBe(id);
    expect((await requireDataset(access, 'latest')).id).toBe(manifest('shoes').id);
  });

  it.each([
    ['none was built', [], 'latest', /must be one data set of product-images, got none/],
    ['no id begins so', ['bags'], '0000000000', /got none/],
    ['the text is no id', ['bags'], 'xyz!', /must be latest or at least 4/],
    ['the text is too short', ['bags'], 'ab', /must be latest or at least 4/],
  ])('is refused when %s', async (_, labels, asked, message) => {
    await expect(requireDataset(await accessWith(...labels), asked)).rejects.toThrow(message);
  });
});
