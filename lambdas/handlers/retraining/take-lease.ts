import type { RetrainingPolicy } from '../../contracts/retraining-policy';
import { decide, type RetrainingRequest } from '../../domain/retraining/decide';
import type { Lease, Refusal } from '../../domain/retraining/desk';
import { begun } from '../../domain/retraining/lease';
import { refusalRecord } from '../../domain/retraining/retraining-records';
import { changeDesk } from '../change-desk';
import { freeStaleLease, giveUp } from './free-lease';
import type { LeaseEffects } from './retraining-effects';
import { requireLease } from './start-retraining';
import { tellLease } from './tell-lease';

export interface Taking {
  readonly workload: string;
  readonly request: Pick<RetrainingRequest, 'id' | 'why' | 'hold'>;
  readonly policy: RetrainingPolicy;
}

export type Taken =
  | { readonly kind: 'lease'; readonly lease: Lease }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** A person asks, and starts the training themselves when they get the lease. */
export async function takeLease({ workload, request, policy }: Taking, effects: LeaseEffects): Promise<Taken> {
  await freeStaleLease(workload, effects);
  const asked = { ...request, reason: 'person', starter: 'caller' } as const;
  const decision = await changeDesk(workload, effects.desks, desk => decide(desk, asked, policy, effects.clock.now()));
  if (decision.kind === 'start') {
    await tellLease(decision.desk, decision.lease, effects);
    return { kind: 'lease', lease: decision.lease };
  }
  if (decision.kind !== 'refuse') {
    throw new Error(`retraining of ${workload}: a request must have an id of its own, got ${request.id}; ask again`);
  }
  const { refusal, isFirst } = decision;
  if (isFirst) await effects.trail.append(refusalRecord(workload, refusal));
  return { kind: 'refused', refusal };
}

/**
 * Starts by the lease and notes the execution; gives the lease back when that fails.
 * @throws LeaseLostError when so much time went by that somebody else may train
 */
export async function useLease<Started extends { readonly executionArn: string }>(
  { correlationId, call: { workload } }: Lease,
  start: () => Promise<Started>,
  effects: LeaseEffects,
): Promise<Started> {
  try {
    await requireLease(workload, correlationId, effects.desks);
    const started = await start();
    await changeDesk(workload, effects.desks, desk => ({ desk: begun(desk, correlationId, started.executionArn) }));
    await freeStaleLease(workload, effects);
    return started;
  } catch (error) {
    await giveUp(workload, { correlationId, cause: error instanceof Error ? error.message : String(error) }, effects);
    throw error;
  }
}
