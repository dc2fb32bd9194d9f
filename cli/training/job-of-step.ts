import { type Execution, type ExecutionStep, executionIdOf } from '../../lambdas/domain/training/execution';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';
import { WorkFoundProblems } from '../errors';

/** The step of an execution that matters most: the failed one, else the one that runs, else the last one; of those with a job. */
export function telling(steps: readonly ExecutionStep[]): ExecutionStep | undefined {
  const withJob = steps.filter(({ job }) => job !== undefined);
  const ofStatus = (pattern: RegExp) => withJob.findLast(({ status }) => pattern.test(status));
  return ofStatus(/^Failed$/) ?? ofStatus(/^(Starting|Executing|Stopping)$/) ?? withJob.at(-1);
}

/**
 * The name of the job that a step runs, of the telling step when none is named.
 * @throws WorkFoundProblems when the step has not begun, or runs no job
 */
export async function jobOfStep(
  execution: Execution,
  asked: string | undefined,
  executions: Pick<PipelineExecutions, 'steps'>,
): Promise<{ readonly step: string; readonly job: string }> {
  const steps = await executions.steps(execution.arn);
  const found = asked === undefined ? telling(steps) : steps.find(({ name }) => name === asked);
  if (found?.job !== undefined) return { step: found.name, job: found.job };
  const begun = steps.map(({ name, job }) => (job === undefined ? name : `${name} (${job})`)).join(', ') || 'none';
  const what = asked === undefined ? 'a step' : `step ${asked}`;
  throw new WorkFoundProblems(
    `everloop logs: ${what} of execution ${executionIdOf(execution.arn)} must run a job, got these steps so far: ${begun}; choose one that has a job`,
  );
}
