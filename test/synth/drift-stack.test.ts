import { Match, type Template } from 'aws-cdk-lib/assertions';
import { monitorMessageSchema } from '../../lambdas/contracts/monitoring';
import { retrainAlarmPrefix } from '../../lambdas/contracts/retraining';
import { defineConfig } from '../../lib/config/define-config';
import { resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize } from '../support/synthesize';

let stacks: Record<string, Template>;
let drift: Template;
beforeAll(() => {
  stacks = synthesize('dev');
  drift = stacks['Drift']!;
});

const properties = (template: Template, type: string) =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties as any);
const statements = () => statementsOf(drift, /MonitorsFunctionRole/);
const resourcesFor = (action: string) =>
  JSON.stringify(
    statements()
      .filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Resource }) => Resource),
  ).match(/"\/[^"]*"/g);

it('looks at each workload as its windows end, with the moment that the schedule was for', () => {
  const schedules = properties(drift, 'AWS::Scheduler::Schedule');
  expect(schedules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual(['rate(1 hour)']);
  const message = JSON.parse(schedules[0].Target.Input);
  expect(message).toEqual({ kind: 'due', workload: 'product-images', at: '<aws.scheduler.scheduled-time>' });
  expect(() => monitorMessageSchema.parse({ ...message, at: '2026-11-21T16:00:00Z' })).not.toThrow();
  expect(schedules[0].Target.DeadLetterConfig.Arn).toBeDefined();
});

it('a look that fails is tried again before it waits for a person, and no longer than the function runs', () => {
  const [{ Timeout }] = properties(drift, 'AWS::Lambda::Function');
  drift.hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: Timeout + 60,
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
  });
});

it('reads lines and what versions were made of, writes what it found and baselines, and nothing else', () => {
  expect(resourcesFor('s3:PutObject')?.sort()).toEqual([
    '"/_monitoring/product-images/*"',
    '"/baselines/product-images/*"',
  ]);
  expect(resourcesFor('s3:GetObject')?.sort()).toEqual([
    '"/_labels/product-images/*"',
    '"/_monitoring/product-images/*"',
    '"/_reasons/product-images/*"',
    '"/_records/product-images/*"',
    '"/baselines/product-images/*"',
    '"/datasets/product-images/*"',
    '"/training/product-images/*"',
  ]);
  const actions = new Set(statements().flatMap(({ Action }) => Action as string | string[]));
  expect([...actions].filter(action => /^(s3|sagemaker|cloudwatch|sns|dynamodb):/.test(action)).sort()).toEqual([
    'cloudwatch:PutMetricData',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'sagemaker:DescribeModelPackage',
    'sagemaker:ListModelPackages',
  ]);
});

it('publishes metrics of our namespace only', () => {
  const [statement] = statements().filter(({ Action }) => Action === 'cloudwatch:PutMetricData');
  expect(statement).toMatchObject({ Condition: { StringEquals: { 'cloudwatch:namespace': 'Everloop' } } });
});

const own = (drift: object, environment: object = {}) =>
  synthesize('dev', defineConfig({ environments: { dev: environment }, workloads: { 'product-images': { drift } } }));
const driftAlarms = (templates = stacks) =>
  resourcesOf(templates['Observability']!, 'AWS::CloudWatch::Alarm')
    .filter(([id]) => id.startsWith('DriftAlarms'))
    .map(([, { Properties }]) => Properties as any);
const prefix = retrainAlarmPrefix({ project: 'Everloop', environment: 'dev', workload: 'product-images' });
const retraining = (templates?: Record<string, Template>) =>
  driftAlarms(templates).flatMap(({ AlarmName }) => (AlarmName === undefined ? [] : [AlarmName.replace(prefix, '')]));

it('recall and precision of each class ask for a retraining, moved features and silence tell people', () => {
  expect(driftAlarms()).toHaveLength(5 * 2 + 4);
  expect(retraining()).toHaveLength(10);
  expect(retraining()).toEqual(expect.arrayContaining(['recall-bags', 'precision-one-piece']));
});

it('what asks for a retraining is what the configuration says', () => {
  expect(retraining(own({ retrainOn: ['prediction-mix'] }))).toEqual(['prediction-mix']);
  expect(retraining(own({ minTruePositives: { bags: 20 }, retrainOn: ['true-positives'] }))).toEqual([
    'true-positives-bags',
  ]);
});

it('alarms stand on the gauge of their class, and stay as they are while it has nothing to say', () => {
  const recall = driftAlarms().find(({ AlarmName }) => AlarmName === `${prefix}recall-bags`);
  expect(recall).toMatchObject({
    Namespace: 'Everloop',
    MetricName: 'RecallBreach',
    Dimensions: [
      { Name: 'Class', Value: 'bags' },
      { Name: 'Workload', Value: 'product-images' },
    ],
    Statistic: 'Maximum',
    Period: 60,
    Threshold: 1,
    TreatMissingData: 'ignore',
  });
});

it('silence alarms after the hours of the configuration', () => {
  const thresholds = Object.fromEntries(
    driftAlarms(own({ noPredictionsHours: 7, noLabelsHours: 9 })).map(({ MetricName, Threshold }) => [
      MetricName,
      Threshold,
    ]),
  );
  expect(thresholds).toMatchObject({ HoursSincePrediction: 7, HoursWithoutLabel: 9 });
});

it('an environment sets its own pace', () => {
  const local = own({ stepSeconds: 7200 }, { drift: { stepSeconds: 120, alarmSeconds: 10 } });
  expect(properties(local['Drift']!, 'AWS::Scheduler::Schedule')[0].ScheduleExpression).toBe('rate(2 minutes)');
  expect(new Set(driftAlarms(local).map(({ Period }) => Period))).toEqual(new Set([10]));
});

it('the dashboard shows recall of each class and how far the input moved', () => {
  const [, { Properties }] = resourcesOf(stacks['Observability']!, 'AWS::CloudWatch::Dashboard')[0]!;
  const body = JSON.stringify(Properties);
  for (const part of ['Product images: recall', 'DriftedShare', 'one-piece', 'predictions that may move']) {
    expect(body).toContain(part);
  }
});

it('functions that predict and label tell monitors only where the environment wants it', () => {
  const names = (templates: Record<string, Template>) =>
    properties(templates['Predictions']!, 'AWS::Lambda::Function')
      .filter(({ Environment }) => Environment.Variables.MONITOR_QUEUE_URL !== undefined)
      .map(({ Description }) => Description);
  expect(names(stacks)).toEqual([]);
  const prompt = own({}, { drift: { looks: 'prompt' } });
  expect(names(prompt)).toHaveLength(2);
  const queue = JSON.stringify(prompt['Predictions']!.toJSON()).match(
    /Everloop-dev-Drift:ExportsOutputFnGetAttMonitorsQueue/g,
  );
  expect(queue?.length).toBeGreaterThan(0);
});
