import { createHash } from 'node:crypto';
import { correlationId } from '../../contracts/correlation';
import type { TrailEvent } from '../trail/trail-event';
import type { AlarmChange } from './alarms';
import type { Hold, Refusal } from './desk';

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

/** A change of an alarm, in the story of the retraining that it asked for. */
export const alarmRecord = (workload: string, { name, isRaised, at, why }: AlarmChange, story: string): TrailEvent => ({
  workload,
  id: `alarm-${digest(name, at)}`,
  time: at,
  kind: 'alarm',
  subject: name,
  status: isRaised ? 'ALARM' : 'OK',
  correlationId: story,
  ...(why !== '' && { why }),
});

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
