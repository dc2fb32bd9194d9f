import * as z from 'zod/mini';

/** Input of the state machine "Backfill predictions". Its execution's name is the run's id. */
export const backfillCallSchema = z.object({
  workload: z.string(),
  /** Of the keys behind `incoming/<workload>/`; all when empty. */
  prefix: z.string(),
  /** Set to classify again what was classified: the same id does so once. */
  again: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
});

export type BackfillCall = z.infer<typeof backfillCallSchema>;

export const prepareBackfillSchema = z.object({
  call: backfillCallSchema,
  /** Name of the state machine's execution. */
  execution: z.string(),
  /** ARN of the role that each workload's jobs run with. */
  roles: z.record(z.string(), z.string()),
});

/** What a run asks, decided once. */
export const backfillRunSchema = z.object({
  /** Eight hexadecimal digits of the execution's name. */
  id: z.string(),
  ...backfillCallSchema.shape,
  /** Names of the model and, with the number of the part, of the jobs begin so. */
  name: z.string(),
  role: z.string(),
  version: z.object({
    arn: z.string(),
    number: z.int(),
    /** By digest, or by a tag that can't move. */
    image: z.string(),
    modelUri: z.string(),
    artifactSha256: z.string(),
  }),
});

export type BackfillRun = z.infer<typeof backfillRunSchema>;

export const planPartSchema = z.object({
  run: backfillRunSchema,
  /** Of the part before; absent for the first one. */
  last: z.optional(z.object({ number: z.int(), next: z.optional(z.string()) })),
  /** About as many images as a job gets. */
  imagesPerJob: z.int(),
});

/** The part of a backfill that one transform job works through. */
export const backfillPartSchema = z.object({
  /** From 1. */
  number: z.int(),
  jobName: z.string(),
  /** Images in the job's manifest; without any there is no job. */
  images: z.int(),
  /** Images that no job can take: asked for by the queue, as without a job. */
  queued: z.int(),
  /** `s3://…` of the list that SageMaker reads. */
  manifestUri: z.string(),
  /** `s3://…` below which each answer lies as `<key of the image>.out`. */
  answersUri: z.string(),
  /** Where the next part begins; absent behind the last one. */
  next: z.optional(z.string()),
});

export type BackfillPart = z.infer<typeof backfillPartSchema>;

export const handOverSchema = z.object({ run: backfillRunSchema, part: backfillPartSchema });

/** What became of a part: answers sent on their way, and images that got none. */
export interface HandedOver {
  readonly answered: number;
  readonly unanswered: number;
}

/** One line of a part's plan, `plan.ndjson`: an image in its manifest. */
export const plannedImageSchema = z.object({
  /** Of the curated image. */
  key: z.string(),
  /** Version in the curated bucket that was current when the part was planned. */
  version: z.string(),
  /** Key of its feature record. */
  record: z.string(),
});

export type PlannedImage = z.infer<typeof plannedImageSchema>;
