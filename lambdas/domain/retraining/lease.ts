import { type Execution, hasEnded } from '../training/execution';
import type { Desk, Retraining } from './desk';
import { withRefusal } from './refusals';

/** Notes the execution that came of a lease; changes nothing when the lease is somebody else's by now. */
export function begun(desk: Desk, correlationId: string, executionArn: string): Desk {
  const { lease } = desk;
  return lease?.correlationId === correlationId && lease.executionArn !== executionArn
    ? { ...desk, lease: { ...lease, executionArn } }
    : desk;
}

export interface End {
  /** As SageMaker names it, or `NotStarted`. */
  readonly outcome: string;
  readonly now: Date;
}

/** Gives a lease back; changes nothing when it is somebody else's by now. */
export function given(desk: Desk, correlationId: string, { outcome, now }: End): Desk {
  if (desk.lease?.correlationId !== correlationId) return desk;
  const ended = (one: Retraining): Retraining =>
    one.correlationId === correlationId ? { ...one, endedAt: now.toISOString(), outcome } : one;
  return { ...desk, lease: null, retrainings: desk.retrainings.map(ended) };
}

/** Gives back a lease of which no execution came, and says why. */
export function notStarted(desk: Desk, correlationId: string, cause: string, now: Date) {
  const { lease } = desk;
  const free = given(desk, correlationId, { outcome: 'NotStarted', now });
  if (!lease || free === desk) return { desk, refusal: undefined };
  const blocked = { code: 'NOT_STARTED', by: correlationId, story: correlationId, message: cause } as const;
  return withRefusal(free, blocked, { reason: lease.call.reason, now });
}

/** What to look at before a lease is trusted: its execution, or those that began since it was taken. */
export type Doubt =
  | { readonly kind: 'none' }
  | { readonly kind: 'execution'; readonly correlationId: string; readonly arn: string }
  | { readonly kind: 'lost'; readonly correlationId: string };

/** A lease with an execution lasts as long as that runs; one without stands until its time is over. */
export function doubtOf({ lease }: Desk, now: Date): Doubt {
  if (!lease) return { kind: 'none' };
  const { correlationId, executionArn: arn, until } = lease;
  if (arn !== undefined) return { kind: 'execution', correlationId, arn };
  if (now < new Date(until)) return { kind: 'none' };
  return { kind: 'lost', correlationId };
}

/** What became of an execution that is over or gone; undefined while it runs. */
export const outcomeOf = (execution: Execution | null): string | undefined => {
  if (execution === null) return 'Gone';
  return hasEnded(execution) ? execution.status : undefined;
};
