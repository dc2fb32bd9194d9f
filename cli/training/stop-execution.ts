import { type Execution, executionIdOf, hasEnded } from '../../lambdas/domain/training/execution';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';
import { WorkFoundProblems } from '../errors';
import type { WaitClock } from '../ingestion/wait-for-outcomes';

type Executions = Pick<PipelineExecutions, 'describe' | 'stop'>;

/**
 * Asks SageMaker to stop an execution, unless it was asked already.
 * @param token of 32 to 128 characters; the same one asks once
 * @throws WorkFoundProblems when it has ended already, also when it ends before SageMaker hears of it
 */
export async function stopExecution(execution: Execution, token: string, executions: Executions): Promise<void> {
  refuseEnded(execution);
  if (execution.status === 'Stopping') return;
  try {
    await executions.stop(execution.arn, token);
  } catch (error) {
    const now = await executions.describe(execution.arn);
    if (now) refuseEnded(now, error);
    throw error;
  }
}

function refuseEnded(execution: Execution, cause?: unknown): void {
  if (!hasEnded(execution)) return;
  const { arn, status, endedAt } = execution;
  const since = endedAt ? ` since ${endedAt.toISOString()}` : '';
  throw new WorkFoundProblems(
    `everloop stop: execution ${executionIdOf(arn)} must be under way, got ${status}${since}; nothing is left to stop`,
    cause,
  );
}

export interface WaitForEnd {
  readonly executions: Pick<PipelineExecutions, 'describe'>;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const pollMs = 2000;

/** Waits until it has ended, or the time is over. @returns it as it is then; null when it is gone */
export async function waitForEnd(arn: string, { executions, ...waiting }: WaitForEnd): Promise<Execution | null> {
  const { clock, signal, timeoutMs } = waiting;
  const end = clock.nowMs() + timeoutMs;
  for (;;) {
    const found = await executions.describe(arn);
    if (!found || hasEnded(found) || clock.nowMs() >= end) return found;
    await clock.sleep(pollMs, signal);
  }
}
