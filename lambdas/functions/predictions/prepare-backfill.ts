import { s3Client } from '../../adapters/aws/clients';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { ownEndpoints, ownModelRegistry, ownTransforms } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { createPrepareBackfill } from '../../handlers/predictions/transform/prepare-backfill';

export const handler = createPrepareBackfill({
  registry: ownModelRegistry(sageMakerClient()),
  endpoints: ownModelEndpoints(),
  objects: new S3ObjectStore(s3Client()),
  endpointOf: ownEndpoints('production'),
  nameOf: ownTransforms(),
});
