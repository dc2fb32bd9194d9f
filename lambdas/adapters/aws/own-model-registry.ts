import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { loopName } from '../../contracts/resource-names';
import { fromEnvironment } from '../env';
import { SageMakerModelRegistry } from './sagemaker-model-registry';

/** The registry of the environment that a function is deployed to. */
export function modelRegistry(client: SageMakerClient): SageMakerModelRegistry {
  const names = { project: fromEnvironment('projectName'), environment: fromEnvironment('environmentName') };
  return new SageMakerModelRegistry(client, workload => loopName({ ...names, workload }));
}
