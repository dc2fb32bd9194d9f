import * as z from 'zod/mini';
import { loopEventTypes } from '../../contracts/loop-events';
import { workloadOfName } from '../../contracts/resource-names';
import {
  alarmEventType,
  type RetrainingMessage,
  retrainAlarmPrefix,
  retrainingMessageSchema,
} from '../../contracts/retraining';
import { momentOf } from '../trail/moment';
import type { AlarmChange } from './alarms';
import { measuredOf } from './measured';

export interface Place {
  readonly project: string;
  readonly environment: string;
  /** Ids of those that are trained. */
  readonly workloads: readonly string[];
}

export type RetrainingEvent =
  | { readonly kind: 'alarm'; readonly workload: string; readonly change: AlarmChange }
  | { readonly kind: 'ended'; readonly workload: string; readonly executionArn: string; readonly outcome: string }
  | RetrainingMessage
  /** Of another workload or environment, or nothing that matters here. */
  | { readonly kind: 'other' };

const envelope = z.object({ 'detail-type': z.string(), time: z.string(), detail: z.record(z.string(), z.unknown()) });
const alarmDetail = z.object({
  alarmName: z.string(),
  state: z.object({
    value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
    reason: z.optional(z.string()),
    timestamp: z.optional(z.string()),
    reasonData: z.optional(z.string()),
  }),
  configuration: z.optional(z.unknown()),
});
const executionDetail = z.object({
  pipelineArn: z.string(),
  pipelineExecutionArn: z.string(),
  currentPipelineExecutionStatus: z.string(),
});

const ends = new Set(['Succeeded', 'Failed', 'Stopped']);
const other = { kind: 'other' } as const;

/** What an event of the queue says. @throws z.core.$ZodError for one that is neither an event nor a message of ours */
export function readRetrainingEvent(event: unknown, place: Place): RetrainingEvent {
  const parsed = envelope.safeParse(event);
  if (!parsed.success) return retrainingMessageSchema.parse(event);
  const { 'detail-type': type, time, detail } = parsed.data;
  if (type === alarmEventType) return readAlarm(alarmDetail.parse(detail), time, place);
  return type === loopEventTypes.execution ? readEnd(executionDetail.parse(detail), place) : other;
}

function readAlarm(detail: z.infer<typeof alarmDetail>, time: string, place: Place): RetrainingEvent {
  const { alarmName: name, state, configuration } = detail;
  const workload = workloadOfAlarm(name, place);
  // Not enough data is no recovery, and no drift either.
  if (workload === undefined || state.value === 'INSUFFICIENT_DATA') return other;
  const at = momentOf(withColon(state.timestamp)) ?? momentOf(time) ?? time;
  const measured = measuredOf(configuration, state.reasonData);
  const change = {
    name,
    isRaised: state.value === 'ALARM',
    at,
    why: state.reason ?? '',
    ...(measured && { measured }),
  };
  return { kind: 'alarm', workload, change };
}

/** CloudWatch writes `+0000`. */
const withColon = (time: string | undefined) => time?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2');

/** Of several that fit, the one with the longest name: `shoes-retrain-x` is no alarm of `shoes`. */
export function workloadOfAlarm(alarm: string, { workloads, ...place }: Place): string | undefined {
  return workloads
    .filter(workload => alarm.startsWith(retrainAlarmPrefix({ ...place, workload })))
    .sort((one, two) => two.length - one.length)[0];
}

function readEnd(detail: z.infer<typeof executionDetail>, { environment, workloads }: Place): RetrainingEvent {
  const { pipelineArn, pipelineExecutionArn: executionArn, currentPipelineExecutionStatus: outcome } = detail;
  const workload = workloadOfName(pipelineArn.split('/').at(-1) ?? '', environment);
  if (workload === undefined || !workloads.includes(workload) || !ends.has(outcome)) return other;
  return { kind: 'ended', workload, executionArn, outcome };
}
