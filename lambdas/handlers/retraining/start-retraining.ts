import { startCallSchema } from '../../contracts/retraining';
import { begun } from '../../domain/retraining/lease';
import { LeaseLostError } from '../../domain/retraining/lease-lost-error';
import type { RetrainingDesks } from '../../ports/retraining-desks';
import { changeDesk } from '../change-desk';
import { createStartTraining, type StartTrainingAnswer, type StartTrainingEffects } from '../training/start-training';
import { freeStaleLease } from './free-lease';
import type { LeaseEffects } from './retraining-effects';

export type StartRetrainingEffects = StartTrainingEffects & LeaseEffects;

/**
 * Starts the training that a lease was given for, and notes its execution. Drawing a data set may take minutes: the lease
 * is looked at again right before the start. Safe to repeat: a correlation id starts one execution.
 * @throws LeaseLostError when somebody else may train by now
 */
export function createStartRetraining(effects: StartRetrainingEffects) {
  const { desks } = effects;
  return async (event: unknown): Promise<StartTrainingAnswer> => {
    const { call, correlationId } = startCallSchema.parse(event);
    const { workload } = call;
    await requireLease(workload, correlationId, desks);
    const beforeStart = () => requireLease(workload, correlationId, desks);
    const answer = await createStartTraining({ ...effects, beforeStart })(call);
    await changeDesk(workload, desks, desk => ({ desk: begun(desk, correlationId, answer.executionArn) }));
    // One that failed at once may have ended before it was noted; its event found no lease then.
    await freeStaleLease(workload, effects);
    return answer;
  };
}

/** @throws LeaseLostError when the lease is not that of the correlation id */
export async function requireLease(
  workload: string,
  correlationId: string,
  desks: Pick<RetrainingDesks, 'read'>,
): Promise<void> {
  const { lease } = await desks.read(workload);
  if (lease?.correlationId !== correlationId) throw new LeaseLostError(workload, correlationId, lease?.correlationId);
}
