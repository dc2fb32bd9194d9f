export type ExecutionStatus = 'Executing' | 'Stopping' | 'Stopped' | 'Failed' | 'Succeeded';
export type StepStatus = 'Starting' | 'Executing' | 'Stopping' | 'Stopped' | 'Failed' | 'Succeeded';

export interface NamedValue {
  readonly Name: string;
  readonly Value: string;
}

export interface Parallelism {
  readonly MaxParallelExecutionSteps: number;
}

export interface SelectiveExecution {
  readonly SourcePipelineExecutionArn?: string;
  readonly SelectedSteps: readonly { readonly StepName: string }[];
}

export interface StartExecutionRequest {
  /** Name or ARN. */
  readonly PipelineName: string;
  readonly PipelineExecutionDisplayName?: string;
  readonly PipelineExecutionDescription?: string;
  readonly PipelineParameters?: readonly NamedValue[];
  readonly ClientRequestToken: string;
  readonly ParallelismConfiguration?: Parallelism;
  readonly SelectiveExecutionConfig?: SelectiveExecution;
}

/** An execution as DescribePipelineExecution shows it, and what only the engine needs. Times are epoch seconds. */
export interface Execution {
  readonly PipelineArn: string;
  readonly PipelineExecutionArn: string;
  readonly PipelineExecutionDisplayName: string;
  readonly PipelineExecutionStatus: ExecutionStatus;
  readonly PipelineExecutionDescription?: string;
  readonly FailureReason?: string;
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly CreatedBy: object;
  readonly LastModifiedBy: object;
  readonly ParallelismConfiguration?: Parallelism;
  readonly SelectiveExecutionConfig?: SelectiveExecution;
  readonly PipelineName: string;
  /** The pipeline's, when the execution was started. */
  readonly RoleArn: string;
  /** Key of the definition's text. */
  readonly Definition: string;
  /** Every parameter with the value that it has in this execution. */
  readonly Parameters: readonly NamedValue[];
  readonly EndTime?: number;
  /** The start's token and what was asked for with it; another request with that token is refused. */
  readonly ClientRequestToken: string;
  readonly RequestHash: string;
  /** Of the last retry. */
  readonly RetryToken?: string;
}

/** A step of an execution as ListPipelineExecutionSteps shows it, and what only the engine needs. */
export interface StepRecord {
  readonly StepName: string;
  readonly StepDisplayName?: string;
  readonly StepDescription?: string;
  readonly StepType: string;
  readonly StepStatus: StepStatus;
  readonly StartTime: number;
  readonly EndTime?: number;
  readonly FailureReason?: string;
  readonly Metadata?: StepMetadata;
  readonly AttemptCount: number;
  readonly CacheHitResult?: { readonly SourcePipelineExecutionArn: string };
  readonly SelectiveExecutionResult?: { readonly SourcePipelineExecutionArn: string };
  readonly PipelineExecutionArn: string;
  /** What `Steps.<name>.…` leads to: the Describe answer of what the step made, or what it was answered. */
  readonly Values?: Values;
  /** Name of the job that it runs. */
  readonly JobName?: string;
  readonly CacheKey?: string;
  /** Token that a callback step waits for. */
  readonly CallbackToken?: string;
  /** A function that did not end in time: stopping ends in Failed then. */
  readonly TimedOut?: boolean;
}

export type Values = Readonly<Record<string, unknown>>;
export type StepMetadata = Readonly<Record<string, Values>>;

export const isOver = (status: ExecutionStatus): boolean => status !== 'Executing' && status !== 'Stopping';
export const hasEnded = (status: StepStatus): boolean => ['Stopped', 'Failed', 'Succeeded'].includes(status);

/** Last part of the execution's ARN. */
export const executionId = (executionArn: string): string => executionArn.slice(executionArn.lastIndexOf('/') + 1);
