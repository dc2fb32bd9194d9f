import { dynamoDbClient } from '../../adapters/aws/clients';
import { CloudWatchAlarms, cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { DynamoDbTrailStore } from '../../adapters/aws/dynamodb-trail-store';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { createEndDeployment } from '../../handlers/serving/end-deployment';

export const handler = createEndDeployment({
  endpoints: ownModelEndpoints(),
  alarms: new CloudWatchAlarms(cloudWatchClient()),
  trail: new DynamoDbTrailStore(dynamoDbClient(), fromEnvironment('trailTable')),
  clock: systemClock,
  journal: new PowertoolsLog('end-deployment'),
  project: fromEnvironment('projectName'),
  environment: fromEnvironment('environmentName'),
});
