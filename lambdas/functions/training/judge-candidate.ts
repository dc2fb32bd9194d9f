import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelRegistry, ownPipelineExecutions } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { createJudgeCandidate } from '../../handlers/training/judge-candidate';

const sageMaker = sageMakerClient();

export const handler = createJudgeCandidate({
  objects: new S3ObjectStore(s3Client()),
  registry: ownModelRegistry(sageMaker),
  executions: ownPipelineExecutions(sageMaker),
  trail: new DynamoDbTrailStore(dynamoDbClient(), fromEnvironment('trailTable')),
  clock: systemClock,
  modelsBucket: fromEnvironment('modelsBucket'),
});
