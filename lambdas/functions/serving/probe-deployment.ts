import { goldenEffects } from '../../adapters/aws/golden-effects';
import { PowertoolsProbeJournal } from '../../adapters/powertools/probe-journal';
import { createProbeDeployment } from '../../handlers/serving/probe-deployment';

export const handler = createProbeDeployment({
  ...goldenEffects(),
  journal: new PowertoolsProbeJournal('probe-deployment'),
});
