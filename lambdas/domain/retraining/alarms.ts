import type { RetrainingPolicy } from '../../contracts/retraining-policy';
import type { Measured } from '../trail/trail-event';
import { cooldownEnd, holdOf } from './decide';
import { type AlarmRecord, type Desk, raisedAlarms } from './desk';

export interface AlarmChange {
  readonly name: string;
  readonly isRaised: boolean;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  readonly why: string;
  readonly measured?: Measured | undefined;
}

/** Alarms are renamed and deleted over the years. */
const keptAlarms = 100;

/**
 * Notes a change of an alarm; one that comes late or twice changes nothing. Only an alarm that was calm for a whole
 * cooldown begins its count of retrainings anew: one that flaps would never reach a person.
 */
export function withAlarm(desk: Desk, change: AlarmChange, { cooldownMinutes }: RetrainingPolicy): Desk {
  const { name, isRaised, at, why, measured } = change;
  const before = desk.alarms[name];
  if (before && (at <= before.changedAt || before.isRaised === isRaised)) return desk;
  const calmMs = before ? Date.parse(at) - Date.parse(before.changedAt) : Number.POSITIVE_INFINITY;
  const goesOn = before && (!isRaised || calmMs < cooldownMinutes * 60_000);
  const record: AlarmRecord = goesOn
    ? { ...before, isRaised, changedAt: at, why }
    : { isRaised, changedAt: at, why, retrainings: 0 };
  const { measured: _, ...unmeasured } = record;
  const noted = measured ? { ...unmeasured, measured } : unmeasured;
  const alarms = Object.entries({ ...desk.alarms, [name]: noted });
  const newest = alarms.sort(([, one], [, other]) => (one.changedAt < other.changedAt ? 1 : -1)).slice(0, keptAlarms);
  return { ...desk, alarms: Object.fromEntries(newest) };
}

/** The alarm that is to be looked at again, since it stays and nothing stands in its way; undefined for none. */
export function dueAlarm(desk: Desk, policy: RetrainingPolicy, now: Date): string | undefined {
  if (desk.lease || holdOf(desk, policy) || now < cooldownEnd(desk, policy)) return undefined;
  return raisedAlarms(desk).find(name => !desk.alarms[name]?.escalation);
}

/** Escalations that nobody was told of yet. */
export const untold = ({ alarms }: Desk): readonly string[] =>
  Object.entries(alarms)
    .filter(([, { escalation }]) => escalation?.isTold === false)
    .map(([name]) => name);

export function told(desk: Desk, name: string): Desk {
  const alarm = desk.alarms[name];
  if (!alarm?.escalation || alarm.escalation.isTold) return desk;
  const escalation = { ...alarm.escalation, isTold: true };
  return { ...desk, alarms: { ...desk.alarms, [name]: { ...alarm, escalation } } };
}
