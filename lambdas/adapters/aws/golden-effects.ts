import { systemClock } from '../clock';
import { fromEnvironment } from '../env';
import { s3Client } from './clients';
import { S3ObjectStore } from './s3-object-store';
import { SageMakerAsyncCaller } from './sagemaker-async-caller';
import { SageMakerEndpointCaller, sageMakerRuntimeClient } from './sagemaker-endpoint-caller';

/** What a function that tests endpoints works with. */
export function goldenEffects() {
  const client = sageMakerRuntimeClient();
  const objects = new S3ObjectStore(s3Client());
  return {
    objects,
    caller: new SageMakerEndpointCaller(client, systemClock),
    storedCaller: new SageMakerAsyncCaller({ client, objects, clock: systemClock }),
    curatedBucket: fromEnvironment('curatedBucket'),
  };
}
