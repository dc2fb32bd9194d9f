import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { codePipelineClient } from '../../adapters/aws/codepipeline-client';
import { CodePipelineJobs } from '../../adapters/aws/codepipeline-jobs';
import { DynamoDbReleaseDesks } from '../../adapters/aws/dynamodb-release-desks';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { ownNotifier } from '../../adapters/aws/own-notifier';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { fromEnvironment } from '../../adapters/env';
import { createAskDecision } from '../../handlers/release/ask-decision';
import { handlePipelineJob } from '../../handlers/release/pipeline-job';

export const handler = handlePipelineJob(
  new CodePipelineJobs(codePipelineClient()),
  createAskDecision({
    registry: ownModelRegistry(sageMakerClient()),
    desks: new DynamoDbReleaseDesks(dynamoDbClient(), fromEnvironment('releaseTable')),
    endpoints: ownModelEndpoints(),
    objects: new S3ObjectStore(s3Client()),
    notifier: ownNotifier(),
    modelsBucket: fromEnvironment('modelsBucket'),
    project: fromEnvironment('projectName'),
    environment: fromEnvironment('environmentName'),
  }),
);
