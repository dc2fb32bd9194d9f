import { s3Client } from '../../adapters/aws/clients';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { fromEnvironment } from '../../adapters/env';
import { createJudgeCandidate } from '../../handlers/training/judge-candidate';

export const handler = createJudgeCandidate({
  objects: new S3ObjectStore(s3Client()),
  registry: ownModelRegistry(sageMakerClient()),
  modelsBucket: fromEnvironment('modelsBucket'),
});
