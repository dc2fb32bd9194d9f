import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelRegistry, ownPipelineExecutions } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { readDatasetPlans } from '../../adapters/dataset-plans-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createStartTraining } from '../../handlers/training/start-training';

const sageMaker = sageMakerClient();
const journal = new PowertoolsLog('start-training');

export const handler = handleQueuedEvents(
  journal,
  createStartTraining({
    objects: new S3ObjectStore(s3Client()),
    buckets: { models: fromEnvironment('modelsBucket'), curated: fromEnvironment('curatedBucket') },
    registry: ownModelRegistry(sageMaker),
    executions: ownPipelineExecutions(sageMaker),
    trail: new DynamoDbTrailStore(dynamoDbClient(), fromEnvironment('trailTable')),
    plans: readDatasetPlans(__dirname),
    journal,
  }),
);
