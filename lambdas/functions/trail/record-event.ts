import { dynamoDbClient } from '../../adapters/aws/clients';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelRegistry } from '../../adapters/aws/own-loops';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { SageMakerExecutionLookup } from '../../adapters/aws/sagemaker-execution-lookup';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsJournal } from '../../adapters/powertools/counting-journal';
import type { LoopMetric } from '../../contracts/metrics';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createRecordEvent } from '../../handlers/trail/record-event';

const sageMaker = sageMakerClient();

const journal = new PowertoolsJournal<LoopMetric>('record-event');

export const handler = handleQueuedEvents(
  journal,
  createRecordEvent({
    trail: new DynamoDbTrailStore(dynamoDbClient(), fromEnvironment('trailTable')),
    executions: new SageMakerExecutionLookup(sageMaker),
    registry: ownModelRegistry(sageMaker),
    environment: fromEnvironment('environmentName'),
    journal,
  }),
);
