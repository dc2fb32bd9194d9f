import type { Template } from 'aws-cdk-lib/assertions';
import { metricNamespace, trainingMetrics } from '../../lambdas/contracts/metrics';
import { defineConfig } from '../../lib/config/define-config';
import type { ConfigInput } from '../../lib/config/schema';
import { SageMakerChecks } from '../../lib/security/sagemaker-checks';
import { plain, resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { appOf, synthesize } from '../support/synthesize';

const server = 'arn:aws:sagemaker:eu-central-1:123456789012:mlflow-tracking-server/shop';
const app = 'arn:aws:sagemaker:eu-central-1:123456789012:mlflow-app/app-ABCDEFGHIJKL';
const network = { vpcId: 'vpc-0a1b2c3d', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-0a1b2c3d'] };

const configWith = (storeArn: string, tuningJobs = 1, environment = {}) =>
  defineConfig({
    environments: { dev: { ...environment, tracking: { kind: 'managed', storeArn } } },
    workloads: { 'product-images': { training: { tuningJobs } } },
  } satisfies ConfigInput);

let off: Record<string, Template>;
let managed: Record<string, Template>;
let tuned: Record<string, Template>;
beforeAll(() => {
  off = synthesize('dev');
  managed = synthesize('dev', configWith(server));
  tuned = synthesize('dev', configWith(app, 10));
});

const tracking = (templates: Record<string, Template>) => statementsOf(templates['Training']!, /Tracking/);
const actionsOf = (templates: Record<string, Template>) => tracking(templates).flatMap(({ Action }) => Action);
const definitionOf = (templates: Record<string, Template>) => {
  const [[, { Properties }]] = resourcesOf(templates['Training']!, 'AWS::SageMaker::Pipeline') as [[string, any]];
  return JSON.parse(
    plain(Properties.PipelineDefinition.PipelineDefinitionBody).replaceAll(/<\{[^>]*\}>/g, 'reference'),
  );
};
const trackOf = (templates: Record<string, Template>) =>
  definitionOf(templates).Steps.find(({ Name }: any) => Name === 'Track');

it('off, there is no step, no role, no image and no alarm for it', () => {
  expect(trackOf(off)).toBeUndefined();
  expect(JSON.stringify(off['Training']!.toJSON())).not.toContain('Tracking');
  expect(JSON.stringify(off['Observability']!.toJSON())).not.toContain(trainingMetrics.untracked);
});

it('has an image of its own, so that no other job carries its packages', () => {
  const images = (templates: Record<string, Template>) =>
    new Set(JSON.stringify(templates['Training']!.toJSON()).match(/container-assets-[^/"]*?:[0-9a-f]{64}/g));
  const [shared] = images(off);
  expect(images(off).size).toBe(1);
  expect(images(managed).size).toBe(2);
  expect(images(managed)).toContain(shared);
});

it('reads and writes below its workload only, and deletes nothing', () => {
  const objects = tracking(managed).filter(({ Action }) => /s3:(Get|Put)Object/.test(String(Action)));
  expect(objects.map(({ Resource }) => plain(Resource).replace(/^.*>\//, ''))).toEqual(['training/product-images/*']);
  expect(actionsOf(managed).filter(action => /Delete|PassRole|\*/.test(action))).toEqual([]);
});

it('may write to the one store of the configuration', () => {
  const [store] = tracking(managed).filter(({ Action }) => String(Action).includes('sagemaker-mlflow:'));
  expect(store).toMatchObject({ Resource: server });
  expect(actionsOf(managed)).not.toContain('sagemaker:CallMlflowAppApi');
});

it('may call an app, which asks for a right more', () => {
  const [store] = tracking(tuned).filter(({ Action }) => String(Action).includes('sagemaker-mlflow:'));
  expect(store).toMatchObject({ Resource: app, Action: expect.arrayContaining(['sagemaker:CallMlflowAppApi']) });
});

it('may list the trials of a tuning job where there is one', () => {
  const right = 'sagemaker:ListTrainingJobsForHyperParameterTuningJob';
  expect(actionsOf(tuned)).toContain(right);
  expect(actionsOf(managed)).not.toContain(right);
});

it('is handed its role by the pipeline', () => {
  const [pass] = statementsOf(managed['Training']!, /Role/).filter(({ Action }) => Action === 'iam:PassRole');
  expect(JSON.stringify(pass?.['Resource'])).toMatch(/Tracking/);
});

it('the alarm stands on the metric that the step publishes, which its role allows', () => {
  const words = trackOf(managed).Arguments.AppSpecification.ContainerArguments;
  expect(words[words.indexOf('--failure-metric') + 1]).toBe(
    `${metricNamespace}/${trainingMetrics.untracked}/product-images`,
  );
  managed['Observability']!.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: metricNamespace,
    MetricName: trainingMetrics.untracked,
    Dimensions: [{ Name: 'Workload', Value: 'product-images' }],
  });
  const allowed = tracking(managed).filter(({ Action }) => Action === 'cloudwatch:PutMetricData');
  expect(allowed.map(({ Condition }) => Condition.StringEquals['cloudwatch:namespace'])).toContain(metricNamespace);
});

it.each([
  ['a tracking server', configWith(server), false],
  ['an app and tuning', configWith(app, 10), false],
  ['a network', configWith(server, 1, { network }), true],
])('breaks no rule for SageMaker with %s', (_, config, networked) => {
  const application = appOf('dev', config);
  application.synth();
  expect(new SageMakerChecks(application, { networked }).validateScope(application).violations).toEqual([]);
});
