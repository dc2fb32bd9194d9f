import { CloudWatchAlarms, cloudWatchClient } from '../../adapters/aws/cloudwatch-alarms';
import { goldenEffects } from '../../adapters/aws/golden-effects';
import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { createVerifyDeployment } from '../../handlers/serving/verify-deployment';

export const handler = createVerifyDeployment({
  endpoints: ownModelEndpoints(),
  alarms: new CloudWatchAlarms(cloudWatchClient()),
  ...goldenEffects(),
});
