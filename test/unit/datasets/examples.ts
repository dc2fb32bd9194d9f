import { createHash } from 'node:crypto';
import { type DatasetPolicy, datasetPolicySchema } from '../../../lambdas/contracts/dataset-manifest';
import type { Example } from '../../../lambdas/domain/datasets/example';

export const policy: DatasetPolicy = datasetPolicySchema.parse({});

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An example whose content and hashes follow from its name; hashes of two names are far apart. */
export function example(name: string, more: Partial<Example> = {}): Example {
  return {
    path: `labelled/w/bags/${name}.jpg`,
    label: 'bags',
    sha256: sha(name),
    sizeBytes: 1000,
    source: 'upload',
    at: '2026-01-01T00:00:00.000Z',
    perceptualHash: sha(name).slice(0, 16),
    differenceHash: sha(name).slice(16, 32),
    features: { brightness: 100 },
    ...more,
  };
}

export const examples = (label: string, count: number, more: Partial<Example> = {}): Example[] =>
  Array.from({ length: count }, (_, index) =>
    example(`${label}-${index}`, { label, path: `labelled/w/${label}/${index}.jpg`, ...more }),
  );

/** The hash with its lowest `bits` bits turned. */
export const turned = (hash: string, bits: number): string =>
  (BigInt(`0x${hash}`) ^ ((1n << BigInt(bits)) - 1n)).toString(16).padStart(16, '0');
