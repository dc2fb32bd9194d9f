import * as z from 'zod/mini';
import { exampleSources } from '../../contracts/dataset-manifest';
import { feedbackFolder, intakePrefixes } from '../../contracts/key-layout';
import type { Example } from './example';

const content = z.object({ bytes: z.int().check(z.minimum(1)), sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });
const hash64 = z.string().check(z.regex(/^[0-9a-f]{16}$/));

/** What a data set reads of a feature record (`_examples/` or `_feedback/<workload>/<day>/….json`, see handlers/ingestion/place-item.ts). */
const recordSchema = z.object({
  workload: z.string(),
  key: z.string(),
  day: z.string(),
  /** ISO 8601; of two records of a key the later one describes the object. */
  judgedAt: z.string(),
  /** Of feedback: when the prediction was made that its label answers. */
  predictedAt: z.optional(z.string()),
  label: z.optional(z.string()),
  /** The label that made it an example was corrected since: it is one of another class. */
  withdrawn: z.optional(z.boolean()),
  ...content.shape,
  /** The object itself, where it differs from what was sent. */
  curated: z.optional(content),
  features: z.nullish(z.looseObject({ perceptualHash: hash64, differenceHash: hash64 })),
});

export type CuratedRecord = z.infer<typeof recordSchema>;

/** The record of a picture, labelled or not; null for records of rows, which have no label each. */
export function parseCuratedRecord(document: unknown): CuratedRecord | null {
  const parsed = recordSchema.safeParse(document);
  return parsed.success && parsed.data.key.startsWith(intakePrefixes.labelled) ? parsed.data : null;
}

/** The example of a record; null when it has no label or was never measured. */
export function exampleOf(record: CuratedRecord): Example | null {
  const { key, label, features } = record;
  if (label === undefined || !features) return null;
  const { sha256, bytes } = record.curated ?? record;
  const { perceptualHash, differenceHash } = features;
  return {
    path: key,
    label,
    sha256,
    sizeBytes: bytes,
    source: sourceOf(record),
    at: record.predictedAt ?? record.judgedAt,
    perceptualHash,
    differenceHash,
    features: numbersOf(features),
  };
}

/** The features that are numbers: hashes are none, and no drift is measured on them. */
export const numbersOf = (features: object): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(features).filter(([, value]) => typeof value === 'number'));

/** Labels that answer predictions lie in a folder of their own below their class. */
function sourceOf({ key, workload, label }: CuratedRecord): string {
  const feedback = `${intakePrefixes.labelled}${workload}/${label}/${feedbackFolder}`;
  return key.startsWith(feedback) ? exampleSources.feedback : exampleSources.upload;
}
