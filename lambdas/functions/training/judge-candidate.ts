import { s3Client } from '../../adapters/aws/clients';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { SageMakerModelRegistry } from '../../adapters/aws/sagemaker-model-registry';
import { fromEnvironment } from '../../adapters/env';
import { loopName } from '../../contracts/resource-names';
import { createJudgeCandidate } from '../../handlers/training/judge-candidate';

const names = { project: fromEnvironment('projectName'), environment: fromEnvironment('environmentName') };

export const handler = createJudgeCandidate({
  objects: new S3ObjectStore(s3Client()),
  registry: new SageMakerModelRegistry(sageMakerClient(), workload => loopName({ ...names, workload })),
  modelsBucket: fromEnvironment('modelsBucket'),
});
