import { s3Client } from '../../adapters/aws/clients';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { SageMakerEndpointCaller, sageMakerRuntimeClient } from '../../adapters/aws/sagemaker-endpoint-caller';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsProbeJournal } from '../../adapters/powertools/probe-journal';
import { createProbeDeployment } from '../../handlers/serving/probe-deployment';

export const handler = createProbeDeployment({
  objects: new S3ObjectStore(s3Client()),
  caller: new SageMakerEndpointCaller(sageMakerRuntimeClient(), systemClock),
  curatedBucket: fromEnvironment('curatedBucket'),
  journal: new PowertoolsProbeJournal('probe-deployment'),
});
