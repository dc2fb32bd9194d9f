import { dynamoDbClient } from '../../adapters/aws/clients';
import { DynamoDbRetrainingDesks } from '../../adapters/aws/dynamodb-retraining-desks';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownPipelineExecutions } from '../../adapters/aws/own-loops';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import type { LeaseEffects } from '../../handlers/retraining/retraining-effects';

/** What every function around a lease works with. */
export function leaseEffects(): LeaseEffects {
  const dynamoDb = dynamoDbClient();
  return {
    desks: new DynamoDbRetrainingDesks(dynamoDb, fromEnvironment('retrainingTable')),
    trail: new DynamoDbTrailStore(dynamoDb, fromEnvironment('trailTable')),
    executions: ownPipelineExecutions(sageMakerClient()),
    clock: systemClock,
  };
}
