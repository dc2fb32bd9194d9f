import type { RetrainingPolicy } from '../../contracts/retraining-policy';
import { told, untold } from '../../domain/retraining/alarms';
import { type Decision, decide, type RetrainingRequest } from '../../domain/retraining/decide';
import { type Desk, raisedAlarms } from '../../domain/retraining/desk';
import { escalationNotice } from '../../domain/retraining/escalation-notice';
import { alarmRecord, escalationRecord, refusalRecord } from '../../domain/retraining/retraining-records';
import { changeDesk } from '../change-desk';
import { freeStaleLease } from './free-lease';
import type { RetrainingEffects } from './retraining-effects';
import { tellDrift, tellDriftOfLease } from './tell-drift';
import { tellLease } from './tell-lease';

export interface Asking {
  readonly workload: string;
  readonly request: RetrainingRequest;
  /** What is known by now, noted in the same write. */
  readonly noting?: (desk: Desk) => Desk;
}

export function policyOf(workload: string, { policies }: Pick<RetrainingEffects, 'policies'>): RetrainingPolicy {
  const policy = policies[workload];
  if (policy) return policy;
  const known = Object.keys(policies).join(', ');
  throw new Error(`retraining: workload must be one of ${known}, got ${workload}; check who sends the message`);
}

/** Judges a request in one conditional write, then does what was decided. Safe to repeat at any point. */
export async function askRetraining(asking: Asking, effects: RetrainingEffects): Promise<Decision['kind']> {
  const { workload, noting = desk => desk } = asking;
  const policy = policyOf(workload, effects);
  await freeStaleLease(workload, effects);
  const request = await withFindings(await withRepair(asking, effects), effects);
  const decision = await changeDesk(workload, effects.desks, desk =>
    decide(noting(desk), request, policy, effects.clock.now()),
  );
  await act(workload, decision, effects);
  return decision.kind;
}

/** Asking the registry takes calls: only where everything else would start one, or call a person. */
async function withRepair(asking: Asking, effects: RetrainingEffects): Promise<Asking> {
  const { workload, request, noting = desk => desk } = asking;
  const desk = noting(await effects.desks.read(workload));
  const last = desk.retrainings.at(-1);
  if (!last || request.reason === 'person') return asking;
  const { kind } = decide(desk, request, policyOf(workload, effects), effects.clock.now());
  if (kind !== 'start' && kind !== 'escalate') return asking;
  return { ...asking, request: { ...request, repair: await effects.repair(workload, last) } };
}

/**
 * Counting labels and looking for what drifted read buckets: only where everything else lets the request through, and at
 * the same time. People name the drifted time themselves.
 */
async function withFindings(
  { workload, request, noting = desk => desk }: Asking,
  effects: RetrainingEffects,
): Promise<RetrainingRequest> {
  const policy = policyOf(workload, effects);
  const now = effects.clock.now();
  const desk = noting(await effects.desks.read(workload));
  if (decide(desk, request, policy, now).kind !== 'start') return request;
  const alarms = raisedAlarms(desk);
  const isCounted = policy.minNewLabels > 0 && request.alarm !== undefined;
  const isSought = !request.drift && request.reason !== 'person' && alarms.length > 0;
  const [labels, drift] = await Promise.all([
    isCounted ? effects.newLabels(workload, lastBegin(desk)) : undefined,
    isSought ? effects.driftedWindow(workload, alarms, now) : undefined,
  ]);
  return { ...request, ...(labels && { newLabels: labels.count }), ...(drift && { drift }) };
}

/** When the last retraining began; null when there was none. */
export const lastBegin = ({ retrainings }: Desk): string | null => retrainings.at(-1)?.startedAt ?? null;

async function act(workload: string, decision: Decision, effects: RetrainingEffects): Promise<void> {
  switch (decision.kind) {
    case 'start': {
      const { desk, lease } = decision;
      await tellLease(desk, lease, effects);
      await beginRetraining(workload, effects);
      return tellDriftOfLease(desk, effects);
    }
    case 'duplicate':
      await beginRetraining(workload, effects);
      return tellDriftOfLease(decision.desk, effects);
    case 'escalate':
      return tellEscalations(workload, effects);
    case 'refuse': {
      const { desk, refusal, isFirst } = decision;
      effects.journal.note('retraining refused', { workload, ...refusal });
      await tellAlarm(desk, refusal.alarm, effects);
      if (!isFirst) return;
      await effects.trail.append(refusalRecord(workload, refusal));
      if (refusal.alarm !== undefined)
        await tellDrift({ desk, correlationId: refusal.correlationId, refusal }, effects);
    }
  }
}

/** Tells what a lease is for, then starts its workflow, if nothing came of it yet. */
export async function beginRetraining(workload: string, effects: RetrainingEffects): Promise<void> {
  const { desks, starts, journal } = effects;
  const desk = await desks.read(workload);
  const { lease } = desk;
  if (lease?.starter !== 'workflow' || lease.executionArn !== undefined) return;
  await tellLease(desk, lease, effects);
  const { call, correlationId } = lease;
  const outcome = await starts.start({ call, correlationId });
  journal.note('retraining begins', { workload, correlationId, outcome });
}

/** An alarm that was refused, in the story that it belongs to; told again it changes nothing. */
async function tellAlarm(desk: Desk, name: string | undefined, { trail }: RetrainingEffects): Promise<void> {
  const alarm = name === undefined ? undefined : desk.alarms[name];
  if (name === undefined || !alarm?.isRaised || alarm.correlationId === undefined) return;
  const { changedAt: at, why, measured, correlationId: story } = alarm;
  await trail.append(alarmRecord(desk.workload, { name, isRaised: true, at, why, measured }, story));
}

/** Calls a person, at least once for each alarm that needs one. */
export async function tellEscalations(workload: string, effects: RetrainingEffects): Promise<void> {
  const { desks, trail, notifier, environment } = effects;
  const desk = await desks.read(workload);
  for (const alarm of untold(desk)) {
    const { escalation, retrainings = 0, why = '', correlationId: story = '' } = desk.alarms[alarm] ?? {};
    const at = escalation?.at ?? '';
    await notifier.send(escalationNotice({ workload, environment, alarm, at, why, retrainings, story }));
    await trail.append(escalationRecord({ workload, alarm, at, retrainings, story }));
    await changeDesk(workload, desks, before => ({ desk: told(before, alarm) }));
  }
}
