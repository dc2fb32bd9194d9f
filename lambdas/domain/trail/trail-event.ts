import * as z from 'zod/mini';

/** What a record is about: the reason of a loop, or something that changes its state in it. */
export const trailKinds = [
  'request',
  'dataset',
  'execution',
  'step',
  'job',
  'verdict',
  'version',
  'deployment',
  'release',
  'stage',
  'decision',
  'alarm',
  'refusal',
  'escalation',
  'hold',
] as const;

const moment = z.iso.datetime({ precision: 3 });

/** One thing that happened in a loop. Times are ISO 8601 in UTC with milliseconds, so that they sort as text. */
export const trailEventSchema = z.object({
  workload: z.string(),
  /** Two records with one id are one event: deliveries may come twice. */
  id: z.string(),
  time: moment,
  kind: z.enum(trailKinds),
  /**
   * What changed: data set, pipeline, step, job, version or alarm. Of a request: its reason; of a refusal: the alarm or
   * reason; of a verdict: `candidate`.
   */
  subject: z.string(),
  /** As SageMaker names it, e.g. `Succeeded`; of a request: `requested`; of a refusal: its code. */
  status: z.string(),
  correlationId: z.optional(z.string()),
  /** Last part of the execution's ARN: joins records that know no correlation id. */
  executionId: z.optional(z.string()),
  /** When the subject began, where the event says so. */
  startedAt: z.optional(moment),
  /** Why it failed, was approved or rejected; of a request: what the person or alarm said. */
  why: z.optional(z.string()),
  /** Who decided on a version, where the decision says so. */
  by: z.optional(z.string()),
});

export type TrailEvent = z.infer<typeof trailEventSchema>;
export type TrailKind = TrailEvent['kind'];
