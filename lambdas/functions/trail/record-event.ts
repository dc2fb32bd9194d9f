import { dynamoDbClient } from '../../adapters/aws/clients';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { SageMakerExecutionLookup } from '../../adapters/aws/sagemaker-execution-lookup';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createRecordEvent } from '../../handlers/trail/record-event';

const sageMaker = sageMakerClient();

export const handler = handleQueuedEvents(
  new PowertoolsLog('record-event'),
  createRecordEvent({
    trail: new DynamoDbTrailStore(dynamoDbClient(), fromEnvironment('trailTable')),
    executions: new SageMakerExecutionLookup(sageMaker),
    registry: ownModelRegistry(sageMaker),
    environment: fromEnvironment('environmentName'),
  }),
);
