import { fromEnvironment } from '../env';
import { sageMakerClient } from './sagemaker-client';
import { SageMakerModelEndpoints } from './sagemaker-model-endpoints';

/** Endpoints of the environment that a function is deployed to. */
export const ownModelEndpoints = (): SageMakerModelEndpoints =>
  new SageMakerModelEndpoints(sageMakerClient(), {
    'everloop:project': fromEnvironment('projectName'),
    'everloop:environment': fromEnvironment('environmentName'),
  });
