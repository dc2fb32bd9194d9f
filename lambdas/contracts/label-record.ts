import * as z from 'zod/mini';
import { answeringModelSchema } from './prediction-record';

/** Where a label came from: a line of a file in intake, or an example that was put into a folder of feedback. */
export const labelSourceSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  versionId: z.string(),
  /** The file's first line is 1. */
  line: z.int(),
});

export type LabelSource = z.infer<typeof labelSourceSchema>;

/** Who answered, and when a label of whatever kind was given. */
export const labelOriginSchema = z.object({
  ...answeringModelSchema.shape,
  correlationId: z.nullable(z.string()),
  /** ISO 8601, UTC; `labelledAt` when a person said so or it was measured, else when the label arrived. */
  predictedAt: z.string(),
  labelledAt: z.string(),
  joinedAt: z.string(),
  source: labelSourceSchema,
  /** 1 for the first label of the prediction, one more for each correction. */
  revision: z._default(z.int().check(z.minimum(1)), 1),
});

/**
 * One line below `_labels/`: a prediction and what was true. KPIs are counted on these; of several lines of a prediction the
 * one with the highest revision counts, the others are its history.
 */
export const labelRecordSchema = z.object({
  schemaVersion: z.literal(1),
  inferenceId: z.string(),
  workload: z.string(),
  /** `incoming/<workload>/…` */
  key: z.string(),
  /** Null when the model could not read the image. */
  predicted: z.nullable(z.string()),
  actual: z.string(),
  /** Of the prediction, 0 to 1. */
  score: z.nullable(z.number()),
  ...labelOriginSchema.shape,
  /** The label that it corrects; null for the first one. */
  corrects: z._default(
    z.nullable(z.object({ actual: z.string(), joinedAt: z.string(), source: labelSourceSchema })),
    null,
  ),
});

export type LabelRecord = z.infer<typeof labelRecordSchema>;
