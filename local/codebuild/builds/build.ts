export type BuildStatus = 'SUCCEEDED' | 'FAILED' | 'FAULT' | 'TIMED_OUT' | 'IN_PROGRESS' | 'STOPPED';

export type BuildPhase =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'PROVISIONING'
  | 'DOWNLOAD_SOURCE'
  | 'INSTALL'
  | 'PRE_BUILD'
  | 'BUILD'
  | 'POST_BUILD'
  | 'UPLOAD_ARTIFACTS'
  | 'FINALIZING'
  | 'COMPLETED';

/** Times are epoch seconds. */
export interface PhaseRecord {
  readonly phaseType: BuildPhase;
  readonly phaseStatus?: BuildStatus;
  readonly startTime: number;
  readonly endTime?: number;
  readonly durationInSeconds?: number;
  readonly contexts?: readonly { readonly statusCode: string; readonly message: string }[];
}

export interface Source {
  readonly type: string;
  /** `bucket/key` of S3. */
  readonly location?: string;
  readonly buildspec?: string;
  readonly sourceIdentifier?: string;
}

export interface BuildArtifacts {
  readonly type: string;
  /** Bucket. */
  readonly location?: string;
  readonly path?: string;
  readonly namespaceType?: 'NONE' | 'BUILD_ID';
  readonly name?: string;
  readonly packaging?: 'NONE' | 'ZIP';
  readonly overrideArtifactName?: boolean;
  readonly artifactIdentifier?: string;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type?: 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';
}

export interface BuildEnvironment {
  readonly type: string;
  readonly image: string;
  readonly computeType: string;
  readonly environmentVariables?: readonly EnvironmentVariable[];
  readonly privilegedMode?: boolean;
}

export interface LogsConfig {
  readonly cloudWatchLogs?: { readonly status: string; readonly groupName?: string; readonly streamName?: string };
  readonly s3Logs?: object;
}

/** A project as BatchGetProjects shows it. */
export interface Project {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly source: Source;
  readonly secondarySources?: readonly Source[];
  readonly sourceVersion?: string;
  readonly artifacts: BuildArtifacts;
  readonly secondaryArtifacts?: readonly BuildArtifacts[];
  readonly environment: BuildEnvironment;
  readonly serviceRole: string;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly encryptionKey: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly logsConfig?: LogsConfig;
  readonly concurrentBuildLimit?: number;
  readonly created: number;
  readonly lastModified: number;
}

export interface StartBuildRequest {
  readonly projectName: string;
  readonly sourceVersion?: string;
  readonly sourceTypeOverride?: string;
  readonly sourceLocationOverride?: string;
  readonly secondarySourcesOverride?: readonly Source[];
  readonly artifactsOverride?: BuildArtifacts;
  readonly secondaryArtifactsOverride?: readonly BuildArtifacts[];
  readonly environmentVariablesOverride?: readonly EnvironmentVariable[];
  readonly buildspecOverride?: string;
  readonly imageOverride?: string;
  readonly timeoutInMinutesOverride?: number;
  readonly encryptionKeyOverride?: string;
  readonly idempotencyToken?: string;
  readonly logsConfigOverride?: LogsConfig;
  readonly serviceRoleOverride?: string;
}

/** A build as BatchGetBuilds shows it, and what only its run needs. Times are epoch seconds. */
export interface Build {
  /** `<project>:<uuid>`. */
  readonly id: string;
  readonly arn: string;
  readonly buildNumber: number;
  readonly startTime: number;
  readonly endTime?: number;
  readonly currentPhase: BuildPhase;
  readonly buildStatus: BuildStatus;
  readonly buildComplete: boolean;
  readonly projectName: string;
  readonly phases: readonly PhaseRecord[];
  readonly sourceVersion?: string;
  readonly resolvedSourceVersion?: string;
  readonly source: Source;
  readonly secondarySources: readonly Source[];
  readonly artifacts: { readonly location: string; readonly sha256sum?: string; readonly artifactIdentifier?: string };
  readonly secondaryArtifacts: readonly object[];
  readonly environment: BuildEnvironment;
  readonly serviceRole: string;
  readonly logs: object;
  readonly timeoutInMinutes: number;
  readonly queuedTimeoutInMinutes: number;
  readonly initiator: string;
  readonly encryptionKey: string;
  readonly exportedEnvironmentVariables: readonly { readonly name: string; readonly value: string }[];
  /** What the run writes to. */
  readonly targets: readonly BuildArtifacts[];
  readonly logTarget?: { readonly group: string; readonly stream: string };
  readonly token?: string;
  /** A project's key; none where objects are encrypted as their bucket says. */
  readonly kmsKeyId?: string;
}
