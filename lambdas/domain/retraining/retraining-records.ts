import { createHash } from 'node:crypto';
import { correlationId } from '../../contracts/correlation';
import { loopMoments } from '../../contracts/loop-events';
import type { TrailEvent } from '../trail/trail-event';
import type { AlarmChange } from './alarms';
import type { Desk, Hold, Lease, Refusal } from './desk';

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16);

/** A refusal in the story of what blocks it, or in one of its own. */
export const refusalRecord = (workload: string, refusal: Refusal): TrailEvent => ({
  workload,
  id: `refusal-${digest(refusal.key)}`,
  time: refusal.firstAt,
  kind: 'refusal',
  subject: refusal.alarm ?? refusal.reason,
  status: refusal.code,
  correlationId: refusal.correlationId,
  why: refusal.message,
});

/** A change of an alarm, in a story: one that stays is told in that of each retraining that it asked for. */
export const alarmRecord = (workload: string, change: AlarmChange, story: string): TrailEvent => ({
  workload,
  id: `alarm-${digest(change.name, change.at, story)}`,
  time: change.at,
  kind: 'alarm',
  subject: change.name,
  status: change.isRaised ? 'ALARM' : 'OK',
  correlationId: story,
  ...(change.why !== '' && { why: change.why }),
  ...(change.measured && { measured: change.measured }),
});

/** What a lease tells: the coordinator's yes, after the alarms that were raised by then. */
export function leaseRecords({ workload, alarms }: Desk, { correlationId: story, call, takenAt }: Lease): TrailEvent[] {
  const raised = Object.entries(alarms)
    .filter(([, one]) => one.isRaised && one.correlationId === story && one.changedAt <= takenAt)
    .map(([name, { changedAt: at, why, measured }]) =>
      alarmRecord(workload, { name, isRaised: true, at, why, measured }, story),
    );
  const first = raised.map(({ time }) => time).sort()[0];
  const granted: TrailEvent = {
    workload,
    id: `granted-${digest(story)}`,
    time: takenAt,
    kind: 'coordinator',
    subject: call.reason,
    status: loopMoments.granted,
    correlationId: story,
    ...(first !== undefined && { startedAt: first }),
    ...(call.why !== undefined && { why: call.why }),
  };
  return [...raised, granted];
}

export interface EscalationRecordProps {
  readonly workload: string;
  readonly alarm: string;
  readonly at: string;
  readonly retrainings: number;
  /** Of the last retraining. */
  readonly story: string;
}

export const escalationRecord = ({ workload, alarm, at, retrainings, story }: EscalationRecordProps): TrailEvent => ({
  workload,
  id: `escalation-${digest(alarm, at)}`,
  time: at,
  kind: 'escalation',
  subject: alarm,
  status: 'Escalated',
  correlationId: story,
  why: `it stays in ALARM after ${retrainings} retrainings`,
});

/** A hold begins or ends: a story of one moment. */
export function holdRecord(workload: string, { by, why, at }: Hold, status: 'Held' | 'Released'): TrailEvent {
  const id = digest(workload, at, status);
  const story = correlationId('person', new Date(at), id);
  return {
    workload,
    id: `hold-${id}`,
    time: at,
    kind: 'hold',
    subject: 'retraining',
    status,
    correlationId: story,
    why,
    by,
  };
}
