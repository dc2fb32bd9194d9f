import * as z from 'zod/mini';

/** Which part an example plays. `golden` is frozen and never fed by the loop; `drift` is held-out feedback of a drifted window. */
export const splits = ['train', 'validation', 'golden', 'drift'] as const;
export type Split = (typeof splits)[number];

/** Where an example came from. Anything else in a manifest is a source of its own. */
export const exampleSources = {
  /** `everloop dataset import`: a whole data set at once. */
  imported: 'imported',
  /** A labelled example that came through intake. */
  upload: 'upload',
  /** A prediction that somebody corrected or confirmed: `labelled/<workload>/<class>/feedback/…`. */
  feedback: 'feedback',
} as const;

const name = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/));
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** No empty, `.` or `..` segment and no NUL: the file lies below its channel's folder, whatever the key says. */
const path = z.string().check(z.regex(/^(?!\.{1,2}(\/|$))[^/\0]+(\/(?!\.{1,2}(\/|$))[^/\0]+)*$/));

export const datasetItemSchema = z.strictObject({
  /** Object key in the curated bucket. */
  path,
  sizeBytes: z.int().check(z.minimum(1)),
  sha256,
  /** One of the classes. */
  label: z.string(),
  split: z.enum(splits),
  source: z.string().check(z.minLength(1)),
});

/** The same document as pipeline/container/everloop_container/manifest.schema.json: the container refuses what differs. */
export const datasetManifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** SHA-256 of the canonical JSON of `{classes, items, workload}`; `domain/datasets/manifest-id.ts`. */
  id: sha256,
  workload: name,
  /** In the order of reports and of the model's outputs. */
  classes: z.array(name),
  /** By path in code point order, each path once. */
  items: z.array(datasetItemSchema),
});

export type DatasetItem = z.infer<typeof datasetItemSchema>;
export type DatasetManifest = z.infer<typeof datasetManifestSchema>;

/** How a data set is drawn from the curated examples; part of a workload's settings. */
export const datasetPolicySchema = z.strictObject({
  /** Of the examples that are neither golden nor drift: the share that chooses among models and calibrates them. */
  validationShare: z._default(z.number().check(z.gt(0), z.maximum(0.5)), 0.1),
  /** Of the training examples of each class: a flood of feedback neither drowns a class nor the others. */
  maxFeedbackShare: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.3),
  /** Of the feedback: the share that no model learns from, so that models are compared on it when its time drifted. */
  driftShare: z._default(z.number().check(z.gt(0), z.maximum(0.9)), 0.3),
  /**
   * An example is a near duplicate of a golden one when both its hashes (64 bits each) differ in at most so many bits.
   * Of the 60,000 Fashion-MNIST training images 2 bits find 650 beside the 10,000 of the test set, 4 bits ten times that.
   */
  nearDuplicateBits: z._default(z.int().check(z.minimum(0), z.maximum(3)), 2),
});

export type DatasetPolicy = z.infer<typeof datasetPolicySchema>;
