import type { Tag } from '../store/tags';
import type { CreateTrainingJobRequest } from '../training/training-job';

export interface TuningObjective {
  readonly Type: 'Maximize' | 'Minimize';
  readonly MetricName: string;
}

type Scaling = 'Auto' | 'Linear' | 'Logarithmic' | 'ReverseLogarithmic';

/** Numbers come as text. */
export interface NumericRange {
  readonly Name: string;
  readonly MinValue: string;
  readonly MaxValue: string;
  readonly ScalingType?: Scaling;
}

export interface ParameterRanges {
  readonly ContinuousParameterRanges?: readonly NumericRange[];
  readonly IntegerParameterRanges?: readonly NumericRange[];
  readonly CategoricalParameterRanges?: readonly { readonly Name: string; readonly Values: readonly string[] }[];
  readonly AutoParameters?: readonly object[];
}

/** What every training job of a tuning job has in common; the API model has checked it. */
export interface TrainingJobDefinition
  extends Omit<CreateTrainingJobRequest, 'TrainingJobName' | 'HyperParameters' | 'ResourceConfig' | 'Tags'> {
  readonly DefinitionName?: string;
  readonly TuningObjective?: TuningObjective;
  readonly HyperParameterRanges?: ParameterRanges;
  readonly StaticHyperParameters?: Readonly<Record<string, string>>;
  readonly ResourceConfig?: CreateTrainingJobRequest['ResourceConfig'];
  readonly HyperParameterTuningResourceConfig?: object;
}

export interface TuningConfig {
  readonly Strategy: string;
  readonly HyperParameterTuningJobObjective?: TuningObjective;
  readonly ResourceLimits: {
    readonly MaxNumberOfTrainingJobs?: number;
    readonly MaxParallelTrainingJobs: number;
    readonly MaxRuntimeInSeconds?: number;
  };
  readonly ParameterRanges?: ParameterRanges;
  readonly TrainingJobEarlyStoppingType?: 'Off' | 'Auto';
  readonly TuningJobCompletionCriteria?: object;
  readonly RandomSeed?: number;
}

/** What we read of CreateHyperParameterTuningJob's request; the rest is kept as it came. */
export interface CreateTuningJobRequest {
  readonly HyperParameterTuningJobName: string;
  readonly HyperParameterTuningJobConfig: TuningConfig;
  readonly TrainingJobDefinition?: TrainingJobDefinition;
  readonly TrainingJobDefinitions?: readonly TrainingJobDefinition[];
  readonly WarmStartConfig?: object;
  readonly Autotune?: object;
  readonly Tags?: readonly Tag[];
}

export type TuningStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Completed' | 'Failed';

/** A tuning job as it is kept: counters and the best job are read from its training jobs. Times are epoch seconds. */
export interface TuningJob extends Omit<CreateTuningJobRequest, 'Tags'> {
  readonly HyperParameterTuningJobArn: string;
  readonly HyperParameterTuningJobStatus: TuningStatus;
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly HyperParameterTuningEndTime?: number;
  readonly FailureReason?: string;
}
