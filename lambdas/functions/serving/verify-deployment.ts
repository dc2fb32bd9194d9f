import { s3Client } from '../../adapters/aws/clients';
import { CloudWatchAlarms, cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { SageMakerEndpointCaller, sageMakerRuntimeClient } from '../../adapters/aws/sagemaker-endpoint-caller';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { createVerifyDeployment } from '../../handlers/serving/verify-deployment';

export const handler = createVerifyDeployment({
  endpoints: ownModelEndpoints(),
  alarms: new CloudWatchAlarms(cloudWatchClient()),
  objects: new S3ObjectStore(s3Client()),
  caller: new SageMakerEndpointCaller(sageMakerRuntimeClient(), systemClock),
  curatedBucket: fromEnvironment('curatedBucket'),
});
