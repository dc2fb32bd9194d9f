import { CloudWatchAlarms, cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { createStartDeployment } from '../../handlers/serving/start-deployment';

export const handler = createStartDeployment({
  endpoints: ownModelEndpoints(),
  alarms: new CloudWatchAlarms(cloudWatchClient()),
});
