import type { ExecutionStatus, StepRecord } from '../executions/execution';

/** FailureReason of an execution is at most 1300 characters. */
const LONGEST = 1300;

export interface ExecutionEnd {
  readonly status: ExecutionStatus;
  readonly reason?: string;
}

/**
 * How an execution ends whose steps have ended. A Fail step's message is the execution's; other failures are listed.
 * @param wasStopped somebody asked it to stop; it ends as Failed all the same where a function did not end in time
 */
export function executionEnd(steps: readonly StepRecord[], wasStopped: boolean): ExecutionEnd {
  const failed = steps.filter(({ StepStatus }) => StepStatus === 'Failed');
  if (wasStopped && !failed.some(({ TimedOut }) => TimedOut)) return { status: 'Stopped' };
  if (failed.length === 0) return { status: 'Succeeded' };
  const told = failed.find(({ StepType }) => StepType === 'Fail')?.FailureReason;
  const list = failed.map(({ StepName, FailureReason }) => `${StepName}: ${FailureReason ?? 'no reason given'}`);
  const reason = told ?? `Step failure: One or multiple steps failed. ${list.join(' | ')}`;
  return { status: 'Failed', reason: reason.slice(0, LONGEST) };
}
