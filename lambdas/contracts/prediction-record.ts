import * as z from 'zod/mini';

const share = z.number().check(z.minimum(0), z.maximum(1));

/** Which model answered, as its container says in the custom attributes of each response; null what it did not say. */
export const answeringModelSchema = z.object({
  modelPackageArn: z.nullable(z.string()),
  /** Number of the version. */
  modelVersion: z.nullable(z.int()),
  /** Of the model.tar.gz that the endpoint was given. */
  artifactSha256: z.nullable(z.string()),
  /** Of the files that were loaded. */
  contentSha256: z.nullable(z.string()),
});

export type AnsweringModel = z.infer<typeof answeringModelSchema>;

/** The call that answered, and when; of a prediction of whatever kind. */
export const predictionCallSchema = z.object({
  /** Shared by `itemsInCall` items. Both 0 without a call, as for answers of transform jobs. */
  milliseconds: z.number(),
  itemsInCall: z.int(),
  /** ISO 8601, UTC. */
  arrivedAt: z.string(),
  predictedAt: z.string(),
});

/** One line below `_records/`: drift of features, predictions and confidence is measured on these. */
export const predictionRecordSchema = z.object({
  schemaVersion: z.literal(1),
  /** 32 hex digits. */
  inferenceId: z.string(),
  workload: z.string(),
  /** Of the image in the curated bucket: `incoming/<workload>/…`. */
  key: z.string(),
  /** Version in the intake bucket that it is a copy of. */
  sourceVersion: z.string(),
  /** Version in the curated bucket that was classified. */
  curatedVersion: z.string(),
  /** The key of the image's feature record. */
  featuresKey: z.string(),
  ...answeringModelSchema.shape,
  /** Of the loop in which the model was made; null when the registry doesn't say. */
  correlationId: z.nullable(z.string()),
  /** The class; null when the model could not read the image. */
  label: z.nullable(z.string()),
  /** Of the label; 0 to 1, calibrated. */
  score: z.nullable(share),
  /** By class. */
  probabilities: z.nullable(z.record(z.string(), share)),
  /** A person should look at it. */
  forReview: z.boolean(),
  /** Why there is no label. */
  refusal: z.nullable(z.object({ code: z.string(), message: z.string() })),
  /** What validation measured, by name; empty when it measured nothing. */
  features: z.record(z.string(), z.number()),
  ...predictionCallSchema.shape,
});

export type PredictionRecord = z.infer<typeof predictionRecordSchema>;
