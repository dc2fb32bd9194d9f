import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { endpointName, loopName, transformName } from '../../contracts/resource-names';
import type { Stage } from '../../contracts/serving-settings';
import { fromEnvironment } from '../env';
import { SageMakerModelRegistry } from './sagemaker-model-registry';
import { SageMakerPipelineExecutions } from './sagemaker-pipeline-executions';

const ownPlace = () => ({ project: fromEnvironment('projectName'), environment: fromEnvironment('environmentName') });

/** Name of a workload's group and pipeline in the environment that a function is deployed to. */
function ownNames(): (workload: string) => string {
  const place = ownPlace();
  return workload => loopName({ ...place, workload });
}

/** Name of a workload's endpoint there. */
export function ownEndpoints(stage: Stage): (workload: string) => string {
  const place = ownPlace();
  return workload => endpointName({ ...place, workload, stage });
}

/** What the names of a workload's transform jobs begin with there. */
export function ownTransforms(): (workload: string) => string {
  const place = ownPlace();
  return workload => transformName({ ...place, workload });
}

export const ownModelRegistry = (client: SageMakerClient) => new SageMakerModelRegistry(client, ownNames());

export const ownPipelineExecutions = (client: SageMakerClient) => new SageMakerPipelineExecutions(client, ownNames());
