import * as z from 'zod/mini';

/** What a record is about: the reason of a loop, or something that changes its state in it. */
export const trailKinds = [
  'request',
  'execution',
  'step',
  'job',
  'version',
  'deployment',
  'release',
  'stage',
  'decision',
  'coordinator',
  'dataset',
  'verdict',
  'alarm',
  'recovery',
  'refusal',
  'escalation',
  'hold',
] as const;

const moment = z.iso.datetime({ precision: 3 });

/** What an alarm watches and what it found; composite alarms and metric math have no metric of their own. */
export const measuredSchema = z.object({
  metric: z.optional(z.string()),
  dimensions: z.optional(z.record(z.string(), z.string())),
  /** The newest datapoint that it was judged on. */
  value: z.optional(z.number()),
  threshold: z.optional(z.number()),
});

export type Measured = z.infer<typeof measuredSchema>;

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
  /** As SageMaker names it, e.g. `Succeeded`; of a request: `requested`; of a refusal: its code; else `loopMoments`. */
  status: z.string(),
  correlationId: z.optional(z.string()),
  /** Last part of the execution's ARN: joins records that know no correlation id. */
  executionId: z.optional(z.string()),
  /** When the subject began, where the event says so. */
  startedAt: z.optional(moment),
  /** Why it failed, was approved or rejected; of a request: what the person or alarm said. */
  why: z.optional(z.string()),
  /** Who decided, where the decision says so. */
  by: z.optional(z.string()),
  /** Of an alarm. */
  measured: z.optional(measuredSchema),
});

export type TrailEvent = z.infer<typeof trailEventSchema>;
export type TrailKind = TrailEvent['kind'];
