import * as z from 'zod/mini';

/** A labelled example that was put into a folder of feedback: its class may answer a prediction. */
export const feedbackMessageSchema = z.strictObject({
  source: z.literal('everloop.feedback'),
  workload: z.string(),
  /** The curated bucket. */
  bucket: z.string(),
  /** `labelled/<workload>/<class>/feedback/<rest>`; the prediction is that of `incoming/<workload>/<rest>`. */
  key: z.string(),
  /** In the intake bucket. */
  versionId: z.string(),
  label: z.string(),
  rest: z.string(),
  /** ISO 8601; when it was validated. */
  at: z.string(),
});

export type FeedbackMessage = z.infer<typeof feedbackMessageSchema>;
