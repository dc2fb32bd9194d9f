/** The structure of a pipeline as CreatePipeline takes it and GetPipeline gives it (CodePipeline API reference). */

export interface ActionTypeId {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

export type Configuration = Readonly<Record<string, string>>;

export interface ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: ActionTypeId;
  /** 1 where it is not given. */
  readonly runOrder?: number;
  readonly configuration?: Configuration;
  readonly inputArtifacts?: readonly { readonly name: string }[];
  readonly outputArtifacts?: readonly { readonly name: string; readonly files?: readonly string[] }[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly namespace?: string;
  readonly timeoutInMinutes?: number;
}

export interface FailureConditions {
  readonly result?: 'ROLLBACK' | 'FAIL' | 'RETRY' | 'SKIP';
  readonly retryConfiguration?: { readonly retryMode?: RetryMode };
  readonly conditions?: readonly object[];
}

export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS';

export interface StageDeclaration {
  readonly name: string;
  readonly actions: readonly ActionDeclaration[];
  readonly onFailure?: FailureConditions;
  readonly onSuccess?: object;
  readonly beforeEntry?: object;
}

export interface ArtifactStore {
  readonly type: 'S3';
  /** Bucket. */
  readonly location: string;
  readonly encryptionKey?: { readonly id: string; readonly type: 'KMS' };
}

export interface PipelineVariable {
  readonly name: string;
  readonly defaultValue?: string;
  readonly description?: string;
}

export type ExecutionMode = 'QUEUED' | 'SUPERSEDED' | 'PARALLEL';

export interface PipelineDeclaration {
  readonly name: string;
  readonly roleArn: string;
  readonly artifactStore?: ArtifactStore;
  /** By region. */
  readonly artifactStores?: Readonly<Record<string, ArtifactStore>>;
  readonly stages: readonly StageDeclaration[];
  readonly version?: number;
  readonly executionMode?: ExecutionMode;
  readonly pipelineType?: 'V1' | 'V2';
  readonly variables?: readonly PipelineVariable[];
  readonly triggers?: readonly GitTrigger[];
}

export interface Patterns {
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
}

export interface GitTrigger {
  readonly providerType: 'CodeStarSourceConnection';
  readonly gitConfiguration: {
    readonly sourceActionName: string;
    readonly push?: readonly {
      readonly tags?: Patterns;
      readonly branches?: Patterns;
      readonly filePaths?: Patterns;
    }[];
    readonly pullRequest?: readonly object[];
  };
}

/** A closed way into a stage. `at` is epoch seconds. */
export interface ClosedTransition {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** A pipeline as it is kept. Times are epoch seconds. */
export interface Pipeline {
  readonly arn: string;
  readonly declaration: PipelineDeclaration & { readonly version: number };
  readonly created: number;
  readonly updated: number;
  /** By stage. */
  readonly closed: Readonly<Record<string, ClosedTransition>>;
}

export const modeOf = ({ executionMode }: PipelineDeclaration): ExecutionMode => executionMode ?? 'SUPERSEDED';

export const typeKey = ({ category, owner, provider }: ActionTypeId): string => `${category}/${owner}/${provider}`;
