import { MemoryObjectStore } from '../../lambdas/adapters/memory/object-store';
import { importKey } from '../../lambdas/domain/datasets/dataset-keys';
import { example } from '../unit/datasets/examples';

export interface Curated {
  readonly workload: string;
  readonly classes: readonly string[];
  /** Imported examples of each class. */
  readonly perClass: number;
  readonly golden: number;
}

/** Buckets in memory, `curated` with so many imported examples in it. */
export async function curatedBucket({ workload, classes, perClass, golden }: Curated): Promise<MemoryObjectStore> {
  const objects = new MemoryObjectStore();
  const put = (key: string, text: string) =>
    objects.put({ bucket: 'curated', key }, { bytes: Buffer.from(text), contentType: 'text/plain' });
  for (const [kind, count] of [
    ['labelled', perClass],
    ['golden', golden],
  ] as const) {
    const lines: string[] = [];
    for (const label of classes) {
      for (let index = 0; index < count; index++) {
        const name = `${kind}-${label}-${index}`;
        const key = `${kind === 'golden' ? 'golden' : 'imported'}/${workload}/${label}/${name}.png`;
        await put(key, name);
        const { sha256, perceptualHash, differenceHash, features } = example(name);
        const hashes = { sha256, perceptualHash, differenceHash };
        lines.push(JSON.stringify({ key, label, sizeBytes: name.length, day: '2026-11-01', features, ...hashes }));
      }
    }
    await put(importKey(kind, workload, lines), `${lines.join('\n')}\n`);
  }
  return objects;
}
