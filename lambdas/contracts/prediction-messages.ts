import * as z from 'zod/mini';

/** An answer that a transform job gave, in place of the endpoint's. */
const givenAnswer = z.strictObject({
  /** In the predictions bucket. */
  key: z.string(),
  /** Version of the image, in the curated bucket, that was current before the job read it. */
  version: z.string(),
});

/** What asks for a prediction where no S3 event does: a backfill, or an image that waits for its endpoint. */
export const predictionRequestSchema = z.strictObject({
  source: z.literal('everloop.prediction'),
  /** Of the curated bucket. */
  bucket: z.string(),
  /** Of the image's feature record: `_features/<workload>/<day>/….json`. */
  key: z.string(),
  /** Set to classify again what was classified: the same id does so once. */
  again: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  /** Set where the image was asked for already: the endpoint is left alone. */
  answer: z.optional(givenAnswer),
  /** How often it was put back since there was no endpoint. */
  waits: z._default(z.int().check(z.minimum(0)), 0),
});

export type PredictionRequest = z.input<typeof predictionRequestSchema>;
