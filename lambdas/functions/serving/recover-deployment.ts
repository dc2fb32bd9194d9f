import { pause } from '../../adapters/clock';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { createRecoverDeployment } from '../../handlers/serving/recover-deployment';
import { endDeploymentEffects } from './effects';

const journal = new PowertoolsLog('recover-deployment');

export const handler = handleQueuedEvents(
  journal,
  createRecoverDeployment({ ...endDeploymentEffects(journal), pause }),
);
