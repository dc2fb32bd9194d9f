import { PowertoolsLog } from '../../adapters/powertools/journal';
import { createEndDeployment } from '../../handlers/serving/end-deployment';
import { endDeploymentEffects } from './effects';

export const handler = createEndDeployment(endDeploymentEffects(new PowertoolsLog('end-deployment')));
