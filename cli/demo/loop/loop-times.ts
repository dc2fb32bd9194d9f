import { watchedSignals } from '../../../lambdas/contracts/drift-policy';
import { signalOf } from '../../../lambdas/domain/drift/monitor/window-findings';
import type { WindowReport } from '../../../lambdas/domain/drift/monitor/window-report';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import type { LoopFacts } from './loop-figures';

/** Between events as they were recorded, not as the demo saw them; null where a record lacks. */
export interface LoopTimes {
  /** What the alarm that was raised first watches: `recall-bags`. */
  readonly alarm: string | null;
  /** From the moment when enough drifted windows were over and labelled; 0 when the alarm did not wait for all labels. */
  readonly windowToAlarmSeconds: number | null;
  readonly alarmToExecutionSeconds: number | null;
  /** From the arrival of the first drifted photo until production serves the repaired version. */
  readonly totalSeconds: number | null;
}

/** @param began arrival of the first drifted photo, ISO 8601; null without any */
export function loopTimes(facts: LoopFacts, began: string | null): LoopTimes {
  const { correlationId, toVersion } = facts;
  const events = [...facts.events].sort((one, other) => (one.time < other.time ? -1 : 1));
  const own = events.filter(event => event.correlationId === correlationId);
  const isSince = ({ time }: TrailEvent) => began !== null && time >= began;
  const alarm = own.find(event => event.kind === 'alarm' && event.status === 'ALARM' && isSince(event));
  const subject = alarm?.subject.split('-retrain-').at(-1) ?? null;
  const execution = own.find(({ kind, startedAt }) => kind === 'execution' && startedAt !== undefined);
  const serving = events.find(
    event =>
      event.kind === 'deployment' &&
      event.subject === `production ${toVersion}` &&
      event.status === 'Serving' &&
      isSince(event),
  );
  return {
    alarm: subject,
    windowToAlarmSeconds: secondsBetween(subject === null ? null : windowsComplete(subject, facts), alarm?.time),
    alarmToExecutionSeconds: secondsBetween(alarm?.time, execution?.startedAt),
    totalSeconds: secondsBetween(began, serving?.time),
  };
}

/** When the windows that an alarm rests on were over and what they hold was labelled; null for fewer than it takes. */
function windowsComplete(alarm: string, { windows, breaches, joinedAt, photos }: LoopFacts): string | null {
  const signal = signalOfAlarm(alarm);
  const breaching = windows
    .filter(({ outcomes }) => outcomes[signal] === 'breach')
    .sort((one, other) => (one.to < other.to ? -1 : 1))
    .slice(0, breaches);
  const last = breaching.at(-1);
  if (last === undefined || breaching.length < breaches) return null;
  const labels = photos.during.flatMap(({ prediction: { inferenceId, predictedAt } }) =>
    breaching.some(window => holds(window, predictedAt)) ? (joinedAt.get(inferenceId) ?? []) : [],
  );
  return [last.to, ...labels].sort().at(-1) ?? null;
}

/** `recall-bags` -> `recall/bags`: names of alarms have no slash. */
function signalOfAlarm(subject: string): string {
  const signal = watchedSignals.find(name => subject === name || subject.startsWith(`${name}-`)) ?? subject;
  return subject === signal ? signal : signalOf(signal, subject.slice(signal.length + 1));
}

const holds = ({ from, to }: WindowReport, at: string): boolean => at >= from && at < to;

/** With one decimal; never below 0: clocks of functions differ by less than a second. */
function secondsBetween(begin: string | null | undefined, end: string | undefined): number | null {
  if (!begin || !end) return null;
  return Math.max(0, Math.round((Date.parse(end) - Date.parse(begin)) / 100) / 10);
}
