import * as z from 'zod/mini';

/** An answer that a transform job gave, in place of the endpoint's. */
const givenAnswer = z.strictObject({
  /** In the predictions bucket. */
  key: z.string(),
  /** Version of the image, in the curated bucket, that was current before the job read it. */
  version: z.string(),
});

/** An asynchronous endpoint was asked: where in the predictions bucket it will answer. */
const askedSchema = z.strictObject({
  answerKey: z.string(),
  failureKey: z.string(),
  /** Version of the image, in the curated bucket, that was current when it was asked for. */
  version: z.string(),
  at: z.iso.datetime(),
  /** How often the endpoint failed at the image before. */
  failures: z._default(z.int().check(z.minimum(0)), 0),
});

export type Asked = z.infer<typeof askedSchema>;

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
  /** Set while an asynchronous endpoint works at it. */
  asked: z.optional(askedSchema),
  /** How often it was put back since there was no endpoint, or no answer yet. */
  waits: z._default(z.int().check(z.minimum(0)), 0),
});

export type PredictionRequest = z.input<typeof predictionRequestSchema>;
