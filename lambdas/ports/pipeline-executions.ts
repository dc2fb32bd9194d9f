import type { Execution, ExecutionStep } from '../domain/training/execution';

export interface StartRequest {
  readonly workload: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Shown in lists. The same one starts one execution, whatever the parameters of a repetition. */
  readonly correlationId: string;
}

/** Executions of the workloads' training pipelines. */
export interface PipelineExecutions {
  /** @returns the execution's ARN @throws Error when the pipeline takes no such parameters */
  start(request: StartRequest): Promise<string>;
  /** Null when there is no such execution (any more). */
  describe(arn: string): Promise<Execution | null>;
  /** By the last part of its ARN; null when the workload has no pipeline, or none of that id. */
  find(workload: string, id: string): Promise<Execution | null>;
  /** Newest first; none for a workload that has no pipeline. Reads on only as far as it is asked. */
  newest(workload: string): AsyncIterable<Execution>;
  /** In the order in which they began; those that wait are not among them. */
  steps(arn: string): Promise<ExecutionStep[]>;
  /** Asks for it: the execution is `Stopping` until its jobs have ended. The same token asks once. @param token 32 to 128 characters */
  stop(arn: string, token: string): Promise<void>;
}
