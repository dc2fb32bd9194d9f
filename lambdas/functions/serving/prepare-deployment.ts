import { s3Client } from '../../adapters/aws/clients';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { fromEnvironment } from '../../adapters/env';
import { createPrepareDeployment } from '../../handlers/serving/prepare-deployment';

export const handler = createPrepareDeployment({
  registry: ownModelRegistry(sageMakerClient()),
  objects: new S3ObjectStore(s3Client()),
  endpoints: ownModelEndpoints(),
  modelsBucket: fromEnvironment('modelsBucket'),
  project: fromEnvironment('projectName'),
  environment: fromEnvironment('environmentName'),
});
