import type { Execution, ExecutionStep } from '../domain/training/execution';

export interface StartRequest {
  readonly workload: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Shown in lists; the same token starts the same execution once. */
  readonly correlationId: string;
}

/** Executions of the workloads' training pipelines. */
export interface PipelineExecutions {
  /** @returns the execution's ARN @throws Error when the pipeline takes no such parameters */
  start(request: StartRequest): Promise<string>;
  /** Null when there is no such execution (any more). */
  describe(arn: string): Promise<Execution | null>;
  /** In the order in which they began; those that wait are not among them. */
  steps(arn: string): Promise<ExecutionStep[]>;
}
