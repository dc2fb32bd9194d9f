import { begun, doubtOf, type End, given, notStarted, outcomeOf } from '../../domain/retraining/lease';
import { refusalRecord } from '../../domain/retraining/retraining-records';
import { changeDesk } from '../change-desk';
import type { LeaseEffects } from './retraining-effects';

/** SageMaker's clock and ours may differ by so much. */
const clockSkewMs = 1000;

/**
 * Gives back a lease whose holder is gone, and no other: what counts is the real execution, since its event may be lost.
 */
export async function freeStaleLease(workload: string, effects: LeaseEffects): Promise<void> {
  const { desks, executions, clock } = effects;
  const doubt = doubtOf(await desks.read(workload), clock.now());
  if (doubt.kind === 'none') return;
  const { correlationId } = doubt;
  if (doubt.kind === 'execution') {
    const outcome = outcomeOf(await executions.describe(doubt.arn));
    if (outcome !== undefined) await giveBack(workload, correlationId, outcome, effects);
    return;
  }
  await giveUp(workload, { correlationId, cause: 'its starter must end in time, got no sign of it' }, effects);
}

/** The lease is free for the next one. */
export async function giveBack(
  workload: string,
  correlationId: string,
  outcome: End['outcome'],
  { desks, clock }: Pick<LeaseEffects, 'desks' | 'clock'>,
): Promise<void> {
  await changeDesk(workload, desks, desk => ({ desk: given(desk, correlationId, { outcome, now: clock.now() }) }));
}

export interface GivenUp {
  readonly correlationId: string;
  readonly cause: string;
}

/**
 * Whoever was to start does not go on. Where an execution came of it all the same, it keeps the lease as long as it runs;
 * else the lease is free, and the trail says why.
 */
export async function giveUp(
  workload: string,
  { correlationId, cause }: GivenUp,
  effects: LeaseEffects,
): Promise<void> {
  const { desks, clock, trail } = effects;
  const { lease } = await desks.read(workload);
  if (lease?.correlationId !== correlationId) return;
  const arn = lease.executionArn ?? (await beganSince(workload, new Date(lease.takenAt), effects));
  if (arn !== undefined) {
    await changeDesk(workload, desks, desk => ({ desk: begun(desk, correlationId, arn) }));
    return freeStaleLease(workload, effects);
  }
  const change = await changeDesk(workload, desks, desk => notStarted(desk, correlationId, cause, clock.now()));
  if (change.refusal) await trail.append(refusalRecord(workload, change.refusal));
}

async function beganSince(workload: string, moment: Date, { executions }: LeaseEffects): Promise<string | undefined> {
  for await (const { arn, startedAt } of executions.newest(workload)) {
    return startedAt.getTime() >= moment.getTime() - clockSkewMs ? arn : undefined;
  }
  return undefined;
}
