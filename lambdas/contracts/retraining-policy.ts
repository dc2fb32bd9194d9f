import * as z from 'zod/mini';

const minutes = z.int().check(z.minimum(0), z.maximum(43_200));
const perDay = z.int().check(z.minimum(0), z.maximum(50));
const few = z.int().check(z.minimum(1), z.maximum(50));
const examples = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** When a workload is trained again without anybody asking; every field has a default. */
export const retrainingPolicySchema = z.strictObject({
  /** From the end of one retraining, and of the release of its version, to the begin of the next: labels come late, and so does the proof of a repair. */
  cooldownMinutes: z._default(minutes, 240),
  /** So long nothing else starts while a person has not decided on the last retraining's version; 0 does not wait. */
  awaitDecisionHours: z._default(z.int().check(z.minimum(0), z.maximum(720)), 72),
  /** Retrainings in any 24 hours. Those that people start count, but are never refused for it. */
  budgetPerDay: z._default(perDay, 4),
  /** A person is called when an alarm stays after so many retrainings. */
  escalateAfter: z._default(few, 3),
  /** So many alarms of the workload must be raised at a time: 1 is any of them. */
  alarmsNeeded: z._default(few, 1),
  /** An alarm retrains only when so many labelled examples are new since the last data set. */
  minNewLabels: z._default(examples, 0),
  /** So many labelled examples since the last data set are a reason by themselves. */
  newLabelledExamples: z.optional(z.int().check(z.minimum(1), z.maximum(1_000_000))),
  /** Trains at these times too; EventBridge Scheduler's `rate(…)` or `cron(…)`, UTC. */
  schedule: z.optional(z.string().check(z.regex(/^(rate|cron)\([^()]+\)$/))),
  /** Says what it would do, and does nothing. */
  dryRun: z._default(z.boolean(), false),
  /** Nothing starts by itself until a person has released the hold once. */
  heldAtFirst: z._default(z.boolean(), false),
});

export type RetrainingPolicy = z.infer<typeof retrainingPolicySchema>;

/** By workload; only those that are trained. */
export const retrainingPoliciesSchema = z.record(z.string(), retrainingPolicySchema);
export type RetrainingPolicies = Readonly<Record<string, RetrainingPolicy>>;

/** Name of the file beside the bundled handlers that holds the policies. */
export const retrainingPoliciesFileName = 'retraining-policies.json';
