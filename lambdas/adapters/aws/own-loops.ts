import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { loopName } from '../../contracts/resource-names';
import { fromEnvironment } from '../env';
import { SageMakerModelRegistry } from './sagemaker-model-registry';
import { SageMakerPipelineExecutions } from './sagemaker-pipeline-executions';

/** Name of a workload's group and pipeline in the environment that a function is deployed to. */
function ownNames(): (workload: string) => string {
  const names = { project: fromEnvironment('projectName'), environment: fromEnvironment('environmentName') };
  return workload => loopName({ ...names, workload });
}

export const ownModelRegistry = (client: SageMakerClient) => new SageMakerModelRegistry(client, ownNames());

export const ownPipelineExecutions = (client: SageMakerClient) => new SageMakerPipelineExecutions(client, ownNames());
