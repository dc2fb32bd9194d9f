import type { JobStatus } from '../jobs/job-runner';
import type { MetricDefinition, MetricValue } from '../jobs/metric-definitions';
import type { Tag } from '../store/tags';

export interface Channel {
  readonly ChannelName: string;
  readonly DataSource: {
    readonly S3DataSource?: {
      readonly S3DataType: string;
      readonly S3Uri: string;
      readonly S3DataDistributionType?: string;
    };
    readonly FileSystemDataSource?: object;
  };
  readonly ContentType?: string;
  readonly CompressionType?: 'None' | 'Gzip';
  readonly RecordWrapperType?: string;
  readonly InputMode?: string;
}

/** What we read of CreateTrainingJob's request; the API model has checked it. The rest is kept as it came. */
export interface CreateTrainingJobRequest {
  readonly TrainingJobName: string;
  readonly RoleArn: string;
  readonly AlgorithmSpecification: {
    readonly TrainingImage?: string;
    readonly AlgorithmName?: string;
    readonly TrainingInputMode: string;
    readonly MetricDefinitions?: readonly MetricDefinition[];
    readonly ContainerEntrypoint?: readonly string[];
    readonly ContainerArguments?: readonly string[];
  };
  readonly HyperParameters?: Readonly<Record<string, string>>;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly InputDataConfig?: readonly Channel[];
  readonly OutputDataConfig: {
    readonly S3OutputPath: string;
    readonly KmsKeyId?: string;
    readonly CompressionType?: 'GZIP' | 'NONE';
  };
  readonly ResourceConfig: {
    readonly InstanceType?: string;
    readonly InstanceCount?: number;
    readonly VolumeSizeInGB?: number;
    readonly InstanceGroups?: readonly object[];
  };
  readonly StoppingCondition?: { readonly MaxRuntimeInSeconds?: number };
  readonly CheckpointConfig?: { readonly S3Uri: string; readonly LocalPath?: string };
  readonly EnableNetworkIsolation?: boolean;
  readonly Tags?: readonly Tag[];
}

export interface Transition {
  readonly Status: string;
  readonly StartTime: number;
  readonly EndTime?: number;
  readonly StatusMessage: string;
}

/** A training job as DescribeTrainingJob shows it. Times are epoch seconds. */
export interface TrainingJob extends Omit<CreateTrainingJobRequest, 'Tags'> {
  readonly TrainingJobArn: string;
  /** Of the tuning job that started it. */
  readonly TuningJobArn?: string;
  readonly TrainingJobStatus: JobStatus;
  readonly SecondaryStatus: string;
  readonly SecondaryStatusTransitions: readonly Transition[];
  readonly FailureReason?: string;
  readonly ModelArtifacts?: { readonly S3ModelArtifacts: string };
  readonly FinalMetricDataList?: readonly MetricValue[];
  readonly CreationTime: number;
  readonly TrainingStartTime?: number;
  readonly TrainingEndTime?: number;
  readonly LastModifiedTime: number;
  readonly TrainingTimeInSeconds?: number;
  readonly BillableTimeInSeconds?: number;
}

export type TrainingChange = Partial<TrainingJob>;

/** SageMaker's default when no stopping condition is given: one day. */
export const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;

export const maxRuntimeOf = (job: Pick<TrainingJob, 'StoppingCondition'>): number =>
  job.StoppingCondition?.MaxRuntimeInSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS;
