import { defineConfig } from '../../lib/config/define-config';
import { SageMakerChecks } from '../../lib/security/sagemaker-checks';
import { appOf } from '../support/synthesize';

const network = { vpcId: 'vpc-0a1b2c3d', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-0a1b2c3d'] };
const inNetwork = defineConfig({ environments: { dev: { network } } });
const tuned = defineConfig({
  environments: { dev: {} },
  workloads: { 'product-images': { training: { tuningJobs: 10 } } },
});

it.each([
  ['as it is delivered', false, undefined],
  ['in a network', true, inNetwork],
  ['with tuning', false, tuned],
])('the application %s breaks no rule for SageMaker', (_, networked, config) => {
  const app = appOf('dev', config);
  app.synth(); // tags are given while synthesizing
  expect(new SageMakerChecks(app, { networked }).validateScope(app).violations).toEqual([]);
});

it('outside a network it would break the rule that asks for one', () => {
  const app = appOf('dev');
  app.synth();
  const { violations } = new SageMakerChecks(app, { networked: true }).validateScope(app);
  expect(violations.map(({ ruleName }) => ruleName).sort()).toEqual([
    'Everloop-SM9[Step::Evaluate]',
    'Everloop-SM9[Step::Prepare]',
    'Everloop-SM9[Step::Train]',
  ]);
});
