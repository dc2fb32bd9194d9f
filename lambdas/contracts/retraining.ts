import * as z from 'zod/mini';
import { loopName, type NameParts } from './resource-names';
import { trainingCallSchema } from './training-start';

/** How long the workflow that starts a training may take, all tries together. */
export const startWorkflowMinutes = 20;

/**
 * How long a lease without an execution stands. Longer than any starter can live (the workflow above, or a function's
 * 15 minutes behind it), so that nothing starts late for a lease that somebody else has by then.
 */
export const leaseMinutes = 40;

/** EventBridge detail type of an alarm that changes its state. */
export const alarmEventType = 'CloudWatch Alarm State Change';

/**
 * What the names of a workload's retraining alarms begin with. An alarm starts retrainings if and only if its name begins
 * so; alarms of operations (dead letters, failed workflows, silence) are named otherwise and never do.
 */
export const retrainAlarmPrefix = (parts: NameParts): string => `${loopName(parts)}-retrain-`;

/** Name of an alarm that asks for a retraining. @param subject what it watches: lower-case words with hyphens, `recall-bags` */
export const retrainAlarmName = (parts: NameParts, subject: string): string => `${retrainAlarmPrefix(parts)}${subject}`;

/** What an alarm watches, as `retrainAlarmName` was given it; undefined for an alarm of something else. */
export function subjectOfRetrainAlarm(name: string, place: NameParts): string | undefined {
  const prefix = retrainAlarmPrefix(place);
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/** What the coordinator's queue takes beside events of AWS. */
export const retrainingMessageSchema = z.discriminatedUnion('kind', [
  /** Somebody found a reason: a schedule, a monitor, a delivery. */
  z.strictObject({ kind: z.literal('request'), call: trainingCallSchema }),
  /** Looks at every workload, or at one: leases, alarms that stay, new data. */
  z.strictObject({ kind: z.literal('look'), workload: z.optional(z.string()) }),
]);

export type RetrainingMessage = z.infer<typeof retrainingMessageSchema>;

/** What the last state of the workflow tells when nothing was started. */
export const notStartedSchema = z.object({
  workload: z.string(),
  correlationId: z.string(),
  error: z.object({ Error: z.optional(z.string()), Cause: z.optional(z.string()) }),
});

/** Input of the workflow "Start training". */
export const startCallSchema = z.strictObject({ call: trainingCallSchema, correlationId: z.string() });
export type StartCall = z.infer<typeof startCallSchema>;
