import * as z from 'zod/mini';
import { numbersOf } from '../datasets/curated-records';

const content = z.object({ bytes: z.int() });

/** What classification reads of a feature record (written by handlers/ingestion/place-item.ts). */
const recordSchema = z.object({
  workload: z.string(),
  /** Of the object, in the intake bucket and in the curated one. */
  key: z.string(),
  /** In the intake bucket. */
  versionId: z.string(),
  /** `yyyy-mm-dd` (UTC) on which it arrived. */
  day: z.string(),
  judgedAt: z.iso.datetime({ offset: true }),
  /** The class of a labelled example. */
  label: z.optional(z.string()),
  bytes: z.optional(z.int()),
  curated: z.optional(content),
  features: z.nullish(z.looseObject({})),
});

export interface ArrivalRecord extends z.infer<typeof recordSchema> {
  /** Features that are numbers, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Of the curated object; absent where nothing was measured. */
  readonly sizeBytes?: number;
}

/** @throws z.core.$ZodError for text that is no feature record */
export function parseArrivalRecord(text: string): ArrivalRecord {
  const record = recordSchema.parse(JSON.parse(text));
  const sizeBytes = (record.curated ?? record).bytes;
  return { ...record, numbers: numbersOf(record.features ?? {}), ...(sizeBytes !== undefined && { sizeBytes }) };
}
