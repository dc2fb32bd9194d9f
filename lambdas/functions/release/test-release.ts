import { dynamoDbClient } from '../../adapters/aws/clients';
import { codePipelineClient } from '../../adapters/aws/codepipeline-client';
import { CodePipelineJobs } from '../../adapters/aws/codepipeline-jobs';
import { DynamoDbReleaseDesks } from '../../adapters/aws/dynamodb-release-desks';
import { goldenEffects } from '../../adapters/aws/golden-effects';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { fromEnvironment } from '../../adapters/env';
import { handlePipelineJob } from '../../handlers/release/pipeline-job';
import { createTestRelease } from '../../handlers/release/test-release';

export const handler = handlePipelineJob(
  new CodePipelineJobs(codePipelineClient()),
  createTestRelease({
    registry: ownModelRegistry(sageMakerClient()),
    desks: new DynamoDbReleaseDesks(dynamoDbClient(), fromEnvironment('releaseTable')),
    ...goldenEffects(),
    modelsBucket: fromEnvironment('modelsBucket'),
    project: fromEnvironment('projectName'),
    environment: fromEnvironment('environmentName'),
  }),
);
