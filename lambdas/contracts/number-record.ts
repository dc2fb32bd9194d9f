import * as z from 'zod/mini';
import { answeringModelSchema, predictionCallSchema } from './prediction-record';

/**
 * One line below `_records/` of a workload whose model predicts a number. JSON knows no NaN: a number that is none is null,
 * with its refusal.
 */
export const numberRecordSchema = z.object({
  schemaVersion: z.literal(1),
  /** Tells it from a line of a class: neither reads as the other. */
  kind: z.literal('number'),
  /** 32 hex digits. */
  inferenceId: z.string(),
  workload: z.string(),
  /** Of the file or request that the row came in: `incoming/<workload>/…`. */
  key: z.string(),
  /** Version in the intake bucket of that file. */
  sourceVersion: z.string(),
  /** Of the row in it; the first one is 1. */
  row: z.int().check(z.minimum(1)),
  ...answeringModelSchema.shape,
  /** Of the loop in which the model was made; null when the registry doesn't say. */
  correlationId: z.nullable(z.string()),
  /** In the target's unit; null when the model could not read the row. */
  value: z.nullable(z.number()),
  /** Why there is no value. */
  refusal: z.nullable(z.object({ code: z.string(), message: z.string() })),
  /** What the model was given, by name; what is missing is left out. */
  features: z.record(z.string(), z.number()),
  ...predictionCallSchema.shape,
});

export type NumberRecord = z.infer<typeof numberRecordSchema>;
