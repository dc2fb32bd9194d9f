import { type Execution, type ExecutionStep, hasEnded } from '../../lambdas/domain/training/execution';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';
import { WorkFoundProblems } from '../errors';
import type { WaitClock } from '../ingestion/wait-for-outcomes';

export interface WatchOptions {
  readonly executions: Pick<PipelineExecutions, 'describe' | 'steps'>;
  readonly executionArn: string;
  readonly clock: Pick<WaitClock, 'sleep'>;
  readonly signal: AbortSignal;
  /** Between two looks, milliseconds. */
  readonly pauseMs: number;
  /** For messages, such as `everloop train`. */
  readonly where: string;
}

/** What an execution has come to. */
export interface ExecutionView {
  readonly execution: Execution;
  /** In the order in which they began. */
  readonly steps: readonly ExecutionStep[];
}

/** Looks at an execution again and again. */
export class ExecutionWatch {
  constructor(private readonly options: WatchOptions) {}

  /** @throws WorkFoundProblems when there is no such execution any more */
  async look(): Promise<ExecutionView> {
    const { executions, executionArn, where } = this.options;
    // In this order: steps that ended are never missing beside an execution that ended.
    const execution = await executions.describe(executionArn);
    if (execution) return { execution, steps: await executions.steps(executionArn) };
    throw new WorkFoundProblems(
      `${where}: execution must exist until its end, got none of ${executionArn}; see whether somebody deleted its pipeline`,
    );
  }

  /**
   * Waits until `isEnough` says so, or the execution has ended.
   * @throws the signal's reason when it aborts
   */
  async until(isEnough: (view: ExecutionView) => boolean): Promise<ExecutionView> {
    const { clock, signal, pauseMs } = this.options;
    for (;;) {
      signal.throwIfAborted();
      const view = await this.look();
      if (isEnough(view) || hasEnded(view.execution)) return view;
      await clock.sleep(pauseMs, signal);
    }
  }
}

export const stepOf = ({ steps }: ExecutionView, name: string): ExecutionStep | undefined =>
  steps.find(step => step.name === name);

/** Whole seconds of work, with a tenth; undefined while it runs. */
export const secondsOf = ({ startedAt, endedAt }: ExecutionStep): number | undefined =>
  startedAt && endedAt && Math.round((endedAt.getTime() - startedAt.getTime()) / 100) / 10;
