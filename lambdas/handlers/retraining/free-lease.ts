import { begun, doubtOf, type End, given, notStarted, outcomeOf } from '../../domain/retraining/lease';
import { refusalRecord } from '../../domain/retraining/retraining-records';
import { changeDesk } from './change-desk';
import type { LeaseEffects } from './retraining-effects';

/** SageMaker's clock and ours may differ by so much. */
const clockSkewMs = 1000;

/**
 * Gives back a lease whose holder is gone, and no other: what counts is the real execution, since its event may be lost.
 * A lease that is over without an execution gets the one that began since it was taken; its starter died before noting it.
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
  const arn = await beganSince(workload, doubt.takenAt, effects);
  if (arn === undefined) {
    return giveUp(workload, { correlationId, cause: 'its starter must end in time, got no sign of it' }, effects);
  }
  await changeDesk(workload, desks, desk => ({ desk: begun(desk, correlationId, arn) }));
  await freeStaleLease(workload, effects);
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

/** The lease is free, and the trail says why nothing came of it. */
export async function giveUp(
  workload: string,
  { correlationId, cause }: GivenUp,
  { desks, clock, trail }: Pick<LeaseEffects, 'desks' | 'clock' | 'trail'>,
): Promise<void> {
  const change = await changeDesk(workload, desks, desk => notStarted(desk, correlationId, cause, clock.now()));
  if (change.refusal) await trail.append(refusalRecord(workload, change.refusal));
}

async function beganSince(workload: string, moment: Date, { executions }: LeaseEffects): Promise<string | undefined> {
  for await (const { arn, startedAt } of executions.newest(workload)) {
    return startedAt.getTime() >= moment.getTime() - clockSkewMs ? arn : undefined;
  }
  return undefined;
}
