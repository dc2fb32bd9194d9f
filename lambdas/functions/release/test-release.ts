import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { codePipelineClient } from '../../adapters/aws/codepipeline-client';
import { CodePipelineJobs } from '../../adapters/aws/codepipeline-jobs';
import { DynamoDbReleaseDesks } from '../../adapters/aws/dynamodb-release-desks';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { SageMakerEndpointCaller, sageMakerRuntimeClient } from '../../adapters/aws/sagemaker-endpoint-caller';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { handlePipelineJob } from '../../handlers/release/pipeline-job';
import { createTestRelease } from '../../handlers/release/test-release';

export const handler = handlePipelineJob(
  new CodePipelineJobs(codePipelineClient()),
  createTestRelease({
    registry: ownModelRegistry(sageMakerClient()),
    desks: new DynamoDbReleaseDesks(dynamoDbClient(), fromEnvironment('releaseTable')),
    objects: new S3ObjectStore(s3Client()),
    caller: new SageMakerEndpointCaller(sageMakerRuntimeClient(), systemClock),
    curatedBucket: fromEnvironment('curatedBucket'),
    modelsBucket: fromEnvironment('modelsBucket'),
    project: fromEnvironment('projectName'),
    environment: fromEnvironment('environmentName'),
  }),
);
