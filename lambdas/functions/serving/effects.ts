import { dynamoDbClient } from '../../adapters/aws/clients';
import { CloudWatchAlarms, cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import type { EndEffects } from '../../handlers/serving/end-deployment';
import type { Journal } from '../../ports/journal';

/** What a function that ends deployments works with. */
export const endDeploymentEffects = (journal: Journal): EndEffects => ({
  endpoints: ownModelEndpoints(),
  alarms: new CloudWatchAlarms(cloudWatchClient()),
  trail: new DynamoDbTrailStore(dynamoDbClient(), fromEnvironment('trailTable')),
  clock: systemClock,
  journal,
  project: fromEnvironment('projectName'),
  environment: fromEnvironment('environmentName'),
});
