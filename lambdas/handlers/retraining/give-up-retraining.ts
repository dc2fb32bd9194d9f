import { notStartedSchema } from '../../contracts/retraining';
import { giveUp } from './free-lease';
import type { LeaseEffects } from './retraining-effects';

/** SNS, trails and people read the first lines of a cause. */
const longestCause = 500;

/** The workflow could not start a training -> its lease is free unless one began all the same, and the trail says why. */
export function createGiveUpRetraining(effects: LeaseEffects) {
  return async (event: unknown) => {
    const { workload, correlationId, error } = notStartedSchema.parse(event);
    const cause = messageOf(error.Cause ?? error.Error ?? 'no cause').slice(0, longestCause);
    await giveUp(workload, { correlationId, cause }, effects);
    return { workload, correlationId, cause };
  };
}

/** Lambda wraps an error as JSON: its message is what people want. */
function messageOf(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
