import type { ActionTypeId, Configuration, ExecutionMode, RetryMode } from '../pipelines/declaration';

export type ExecutionStatus =
  | 'Cancelled'
  | 'InProgress'
  | 'Stopped'
  | 'Stopping'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed';
export type StageStatus = Exclude<ExecutionStatus, 'Superseded'>;
export type ActionStatus = 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed';

export interface RevisionOverride {
  readonly actionName: string;
  readonly revisionType: 'COMMIT_ID' | 'IMAGE_DIGEST' | 'S3_OBJECT_VERSION_ID' | 'S3_OBJECT_KEY';
  readonly revisionValue: string;
}

export interface StartRequest {
  readonly name: string;
  readonly variables?: readonly { readonly name: string; readonly value: string }[];
  readonly clientRequestToken?: string;
  readonly sourceRevisions?: readonly RevisionOverride[];
}

export interface Trigger {
  readonly triggerType: 'CreatePipeline' | 'StartPipelineExecution' | 'CloudWatchEvent' | 'WebhookV2' | RollbackTrigger;
  readonly triggerDetail: string;
}
export type RollbackTrigger = 'ManualRollback' | 'AutomatedRollback';

/** An object in the artifact bucket that holds an artifact of one execution. */
export interface Artifact {
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  /** Of the source that it came from. */
  readonly revision?: string;
}

/** What a source action found. `created` is epoch seconds. */
export interface SourceRevision {
  readonly actionName: string;
  /** The artifact's. */
  readonly name: string;
  readonly revisionId: string;
  readonly revisionChangeIdentifier?: string;
  readonly revisionSummary?: string;
  readonly created?: number;
  readonly revisionUrl?: string;
}

export interface StageRecord {
  readonly status: StageStatus;
  /** When the execution last entered it; epoch seconds. */
  readonly entered: number;
  readonly started: number;
  /** Counts retries, from 1. Actions of earlier attempts count only if they succeeded. */
  readonly attempt: number;
  /** The first attempt whose successes count: a retry of all actions sets it. */
  readonly countsFrom: number;
  readonly manualRetries: number;
  readonly automaticRetries: number;
  readonly latestRetry?: 'AutomatedStageRetry' | 'ManualStageRetry';
}

/** An execution as it is kept. Times are epoch seconds. */
export interface Execution {
  readonly pipelineName: string;
  readonly pipelineVersion: number;
  readonly pipelineExecutionId: string;
  readonly status: ExecutionStatus;
  readonly statusSummary?: string;
  /** Unique: orders executions. */
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly variables: readonly { readonly name: string; readonly resolvedValue: string }[];
  readonly trigger: Trigger;
  readonly executionMode: ExecutionMode;
  readonly executionType: 'STANDARD' | 'ROLLBACK';
  readonly rollbackTarget?: string;
  readonly overrides: readonly RevisionOverride[];
  /** The start's token and what was asked for with it. */
  readonly token?: string;
  readonly requestHash?: string;
  /** By name. */
  readonly artifacts: Readonly<Record<string, Artifact>>;
  readonly revisions: readonly SourceRevision[];
  /** Values of actions, by namespace. */
  readonly outputs: Readonly<Record<string, Configuration>>;
  /** Where it is; absent when it is over. */
  readonly place?: { readonly stage: string; readonly waiting: boolean };
  readonly stages: Readonly<Record<string, StageRecord>>;
  readonly stopReason?: string;
  /** Counts the first run and each retry of a stage. */
  readonly attempt: number;
}

export interface ActionFailureDetails {
  readonly code: string;
  readonly message: string;
}

/** One run of one action, as it is kept. Times are epoch seconds. */
export interface ActionExecution {
  readonly pipelineName: string;
  readonly pipelineVersion: number;
  readonly pipelineExecutionId: string;
  readonly actionExecutionId: string;
  readonly stageName: string;
  readonly actionName: string;
  /** The stage's. */
  readonly attempt: number;
  readonly status: ActionStatus;
  readonly startTime: number;
  readonly lastUpdateTime: number;
  readonly updatedBy?: string;
  readonly actionTypeId: ActionTypeId;
  readonly configuration: Configuration;
  /** References replaced by their values. */
  readonly resolvedConfiguration?: Configuration;
  readonly roleArn?: string;
  readonly region: string;
  readonly namespace?: string;
  readonly inputArtifacts: readonly Artifact[];
  readonly outputArtifacts: readonly Artifact[];
  readonly outputVariables?: Configuration;
  readonly summary?: string;
  readonly externalExecutionId?: string;
  readonly externalExecutionUrl?: string;
  readonly percentComplete?: number;
  readonly error?: ActionFailureDetails;
  readonly logStreamArn?: string;
  /** Of an approval that waits. */
  readonly token?: string;
  /** Of a function's job. */
  readonly jobId?: string;
  readonly invoked?: boolean;
  readonly continuationToken?: string;
  /** What a person or a function answered. */
  readonly answer?: ActionAnswer;
}

export interface ActionAnswer {
  readonly kind: 'succeeded' | 'failed';
  readonly summary?: string;
  readonly code?: string;
  readonly externalExecutionId?: string;
  readonly variables?: Configuration;
  /** The function goes on with it in its next invocation. */
  readonly continuationToken?: string;
}

export const isOver = (status: ExecutionStatus): boolean => status !== 'InProgress' && status !== 'Stopping';

export type { RetryMode };
