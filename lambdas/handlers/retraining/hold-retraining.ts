import type { RetrainingPolicy } from '../../contracts/retraining-policy';
import { holdOf } from '../../domain/retraining/decide';
import type { Hold } from '../../domain/retraining/desk';
import { withHold, withoutHold } from '../../domain/retraining/hold';
import { holdRecord } from '../../domain/retraining/retraining-records';
import { changeDesk } from '../change-desk';
import type { LeaseEffects } from './retraining-effects';

export type HoldEffects = Pick<LeaseEffects, 'desks' | 'trail' | 'clock'>;
export type Said = Pick<Hold, 'by' | 'why'>;

/** A person stops what would start by itself; a retraining that is under way goes on. */
export async function holdRetraining(workload: string, said: Said, effects: HoldEffects): Promise<Hold> {
  const hold: Hold = { ...said, at: effects.clock.now().toISOString() };
  await changeDesk(workload, effects.desks, desk => ({ desk: withHold(desk, hold) }));
  await effects.trail.append(holdRecord(workload, hold, 'Held'));
  return hold;
}

/** @returns the hold that ended; null when there was none */
export async function releaseHold(
  workload: string,
  said: Said & { readonly policy: RetrainingPolicy },
  { desks, trail, clock }: HoldEffects,
): Promise<Hold | null> {
  const { policy, ...words } = said;
  const at = clock.now().toISOString();
  const { ended } = await changeDesk(workload, desks, desk => {
    const standing = holdOf(desk, policy);
    return { desk: standing ? withoutHold(desk, at) : desk, ended: standing };
  });
  if (ended) await trail.append(holdRecord(workload, { ...words, at }, 'Released'));
  return ended;
}
