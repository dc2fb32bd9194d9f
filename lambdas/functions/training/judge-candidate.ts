import { s3Client } from '../../adapters/aws/clients';
import { modelRegistry } from '../../adapters/aws/own-model-registry';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { fromEnvironment } from '../../adapters/env';
import { createJudgeCandidate } from '../../handlers/training/judge-candidate';

export const handler = createJudgeCandidate({
  objects: new S3ObjectStore(s3Client()),
  registry: modelRegistry(sageMakerClient()),
  modelsBucket: fromEnvironment('modelsBucket'),
});
