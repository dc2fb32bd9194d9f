import type { JobStatus } from '../jobs/job-runner';
import type { Tag } from '../store/tags';

export interface ProcessingInput {
  readonly InputName: string;
  readonly S3Input?: {
    readonly S3Uri: string;
    readonly LocalPath?: string;
    readonly S3DataType?: string;
    readonly S3InputMode?: string;
    readonly S3CompressionType?: 'None' | 'Gzip';
  };
  readonly DatasetDefinition?: object;
}

export interface ProcessingOutput {
  readonly OutputName: string;
  readonly S3Output?: {
    readonly S3Uri: string;
    readonly LocalPath?: string;
    readonly S3UploadMode: 'Continuous' | 'EndOfJob';
  };
  readonly FeatureStoreOutput?: object;
}

/** What we read of CreateProcessingJob's request; the API model has checked it. The rest is kept as it came. */
export interface CreateProcessingJobRequest {
  readonly ProcessingJobName: string;
  readonly RoleArn: string;
  readonly AppSpecification: {
    readonly ImageUri: string;
    readonly ContainerEntrypoint?: readonly string[];
    readonly ContainerArguments?: readonly string[];
  };
  readonly ProcessingInputs?: readonly ProcessingInput[];
  readonly ProcessingOutputConfig?: { readonly Outputs: readonly ProcessingOutput[]; readonly KmsKeyId?: string };
  readonly ProcessingResources: {
    readonly ClusterConfig: {
      readonly InstanceCount: number;
      readonly InstanceType: string;
      readonly VolumeSizeInGB: number;
    };
  };
  readonly StoppingCondition?: { readonly MaxRuntimeInSeconds: number };
  readonly Environment?: Readonly<Record<string, string>>;
  readonly NetworkConfig?: { readonly EnableNetworkIsolation?: boolean };
  readonly Tags?: readonly Tag[];
}

/** A processing job as DescribeProcessingJob shows it. Times are epoch seconds. */
export interface ProcessingJob extends Omit<CreateProcessingJobRequest, 'Tags'> {
  readonly ProcessingJobArn: string;
  readonly ProcessingJobStatus: JobStatus;
  readonly ExitMessage?: string;
  readonly FailureReason?: string;
  readonly CreationTime: number;
  readonly ProcessingStartTime?: number;
  readonly ProcessingEndTime?: number;
  readonly LastModifiedTime: number;
}
