import { ownModelEndpoints } from '../../adapters/aws/own-endpoints';
import { systemClock } from '../../adapters/clock';
import { createWatchDeployment } from '../../handlers/serving/watch-deployment';

export const handler = createWatchDeployment({ endpoints: ownModelEndpoints(), clock: systemClock });
