import * as z from 'zod/mini';
import { loopReasons } from '../../contracts/correlation';
import { refusalCodes } from '../../contracts/refusal-reasons';
import { trainingCallSchema } from '../../contracts/training-start';
import { measuredSchema } from '../trail/trail-event';

const moment = z.iso.datetime({ precision: 3 });

/** Who may start a training now; at most one a workload. */
export const leaseSchema = z.object({
  /** Of the one it was given for: a request that comes again gets no second lease. */
  requestId: z.string(),
  /** Names lease, workflow, execution and story. */
  correlationId: z.string(),
  /** Who starts: our workflow, or whoever asked, by themselves. */
  starter: z.enum(['workflow', 'caller']),
  call: trainingCallSchema,
  takenAt: moment,
  /** When it ends unless an execution was noted by then. */
  until: moment,
  executionArn: z.optional(z.string()),
});

/** A lease that was given, whatever became of it. */
export const retrainingSchema = z.object({
  requestId: z.string(),
  correlationId: z.string(),
  reason: z.enum(loopReasons),
  startedAt: moment,
  endedAt: z.optional(moment),
  /** As SageMaker names it; `NotStarted` when no execution came of it. */
  outcome: z.optional(z.string()),
});

/** A retraining alarm as its events told it. */
export const alarmSchema = z.object({
  isRaised: z.boolean(),
  /** Of its last change: what is older comes late. */
  changedAt: moment,
  /** What CloudWatch says of it. */
  why: z.string(),
  /** What it found then, where its event says so. */
  measured: z.optional(measuredSchema),
  /** That began while it was raised, since it was calm for a cooldown. */
  retrainings: z.int(),
  /** Story that it belongs to: of the last of them, or of what stood in the way of the first. */
  correlationId: z.optional(z.string()),
  escalation: z.optional(z.object({ at: moment, isTold: z.boolean() })),
});

export const holdSchema = z.object({ by: z.string(), why: z.string(), at: moment });

/** Equal refusals are one, with their number: a storm of alarms must not drown the trail. */
export const refusalSchema = z.object({
  key: z.string(),
  code: z.enum(refusalCodes),
  reason: z.enum(loopReasons),
  alarm: z.optional(z.string()),
  /** What must hold and what was found. */
  message: z.string(),
  correlationId: z.string(),
  firstAt: moment,
  lastAt: moment,
  count: z.int(),
});

/** Where the retrainings of one workload are decided. */
export const deskSchema = z.object({
  workload: z.string(),
  /** Grows with each change. */
  revision: z.int(),
  lease: z.nullable(leaseSchema),
  /** Newest last. */
  retrainings: z.array(retrainingSchema),
  /** By name. */
  alarms: z.record(z.string(), alarmSchema),
  hold: z.nullable(holdSchema),
  /** When a person let it go last. */
  releasedAt: z.nullable(moment),
  /** Newest last. */
  refusals: z.array(refusalSchema),
});

export type Desk = z.infer<typeof deskSchema>;
export type Lease = z.infer<typeof leaseSchema>;
export type Retraining = z.infer<typeof retrainingSchema>;
export type AlarmRecord = z.infer<typeof alarmSchema>;
export type Hold = z.infer<typeof holdSchema>;
export type Refusal = z.infer<typeof refusalSchema>;

export const emptyDesk = (workload: string): Desk => ({
  workload,
  revision: 0,
  lease: null,
  retrainings: [],
  alarms: {},
  hold: null,
  releasedAt: null,
  refusals: [],
});

/** Names of the alarms that are raised, the longest raised first. */
export const raisedAlarms = ({ alarms }: Desk): readonly string[] =>
  Object.entries(alarms)
    .filter(([, { isRaised }]) => isRaised)
    .sort(([, one], [, other]) => (one.changedAt < other.changedAt ? -1 : 1))
    .map(([name]) => name);
