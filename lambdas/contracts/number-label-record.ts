import * as z from 'zod/mini';
import { labelOriginSchema, labelSourceSchema } from './label-record';

/**
 * One line below `_labels/` of a workload whose model predicts a number: a prediction and what was measured. Of several lines
 * of a prediction the one with the highest revision counts, the others are its history.
 */
export const numberLabelRecordSchema = z.object({
  schemaVersion: z.literal(1),
  /** Tells it from a label of a class: neither reads as the other. */
  kind: z.literal('number'),
  inferenceId: z.string(),
  workload: z.string(),
  /** `incoming/<workload>/…` */
  key: z.string(),
  /** Of the row in it; the first one is 1. */
  row: z.int().check(z.minimum(1)),
  /** Null when the model could not read the row. */
  predicted: z.nullable(z.number()),
  /** In the target's unit, as `predicted`. */
  actual: z.number(),
  ...labelOriginSchema.shape,
  /** The label that it corrects; null for the first one. */
  corrects: z._default(
    z.nullable(z.object({ actual: z.number(), joinedAt: z.string(), source: labelSourceSchema })),
    null,
  ),
});

export type NumberLabelRecord = z.infer<typeof numberLabelRecordSchema>;
