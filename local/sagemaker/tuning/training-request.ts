import { createHash } from 'node:crypto';
import type { Tag } from '../store/tags';
import type { CreateTrainingJobRequest } from '../training/training-job';
import type { Choice } from './sampling/sampler';
import type { TuningJob } from './tuning-job';
import type { TuningPlan } from './tuning-plan';

/** `<tuning job>-001-1a2b3c4d`, as SageMaker names them. */
export function trainingJobName(
  job: Pick<TuningJob, 'HyperParameterTuningJobName' | 'HyperParameterTuningJobArn' | 'CreationTime'>,
  index: number,
): string {
  const { HyperParameterTuningJobName: name, HyperParameterTuningJobArn: arn, CreationTime } = job;
  const hash = createHash('sha256').update(`${arn} ${CreationTime} ${index}`).digest('hex').slice(0, 8);
  return `${name}-${String(index + 1).padStart(3, '0')}-${hash}`;
}

export interface Training {
  readonly name: string;
  readonly choice: Choice;
  /** Those of the tuning job. */
  readonly tags: readonly Tag[];
}

/** CreateTrainingJob's request for one choice. */
export function trainingRequest(
  { definition }: Pick<TuningPlan, 'definition'>,
  training: Training,
): CreateTrainingJobRequest {
  const { DefinitionName, TuningObjective, HyperParameterRanges, StaticHyperParameters, ...rest } = definition;
  const { HyperParameterTuningResourceConfig, ResourceConfig = {}, ...common } = rest;
  return {
    ...common,
    ResourceConfig,
    TrainingJobName: training.name,
    HyperParameters: { ...StaticHyperParameters, ...training.choice },
    ...(training.tags.length > 0 && { Tags: training.tags }),
  };
}
