import type { Template } from 'aws-cdk-lib/assertions';
import { breachMetrics } from '../../lambdas/contracts/metrics';
import { leaseMinutes, startWorkflowMinutes } from '../../lambdas/contracts/retraining';
import { defineConfig } from '../../lib/config/define-config';
import { resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize } from '../support/synthesize';

let retraining: Template;
beforeAll(() => {
  retraining = synthesize('dev')['Retraining']!;
});

const actionsOf = (id: RegExp) => [
  ...new Set(
    statementsOf(retraining, id)
      .flatMap(({ Action }) => Action as string | string[])
      .filter(action => /^(sagemaker|s3|dynamodb|states|cloudwatch|sns):/.test(action)),
  ),
];
const properties = (template: Template, type: string) =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties as any);

it('who decides may start the workflow, and no training by itself', () => {
  expect(actionsOf(/FunctionsCoordinate/).sort()).toEqual([
    'cloudwatch:DescribeAlarms',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    's3:GetObject',
    's3:ListBucket',
    'sagemaker:DescribeModelPackage',
    'sagemaker:DescribePipelineExecution',
    'sagemaker:ListModelPackages',
    'sagemaker:ListPipelineExecutions',
    'states:StartExecution',
  ]);
});

it('who starts may draw data sets and start the pipelines, and nothing else', () => {
  expect(actionsOf(/FunctionsStart/).sort()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'sagemaker:DescribeModelPackage',
    'sagemaker:DescribePipelineExecution',
    'sagemaker:ListModelPackages',
    'sagemaker:ListPipelineExecutions',
    'sagemaker:StartPipelineExecution',
  ]);
});

it('hears of retraining alarms of its workloads only, and of the ends of their pipelines', () => {
  const patterns = properties(retraining, 'AWS::Events::Rule').map(({ EventPattern }) => EventPattern);
  const details = patterns.map(({ detail }) => detail);
  expect(details).toContainEqual({
    alarmName: [{ prefix: 'everloop-dev-product-images-retrain-' }],
    state: { value: ['ALARM', 'OK'] },
  });
  expect(JSON.stringify(details)).toMatch(/pipeline\/everloop-dev-product-images"/);
  expect(patterns).toHaveLength(2);
});

it('what monitors find may be named like an alarm that retrains, no alarm of operations', () => {
  const found: readonly string[] = Object.values(breachMetrics);
  for (const { AlarmName = '', MetricName } of properties(
    synthesize('dev')['Observability']!,
    'AWS::CloudWatch::Alarm',
  )) {
    if (!found.includes(MetricName)) expect(AlarmName).not.toContain('-retrain-');
  }
});

it('a lease outlives every starter: the workflow, and a function that it left behind', () => {
  const [{ DefinitionString }] = properties(retraining, 'AWS::StepFunctions::StateMachine');
  expect(JSON.stringify(DefinitionString)).toContain(`\\"TimeoutSeconds\\":${startWorkflowMinutes * 60}`);
  const timeouts = properties(retraining, 'AWS::Lambda::Function').map(({ Timeout }) => Timeout as number);
  expect(startWorkflowMinutes * 60 + Math.max(...timeouts)).toBeLessThan(leaseMinutes * 60);
});

it('trains regularly only where the configuration says so, through the same queue', () => {
  const inputs = (template: Template) =>
    properties(template, 'AWS::Scheduler::Schedule').map(({ ScheduleExpression, Target }) => [
      ScheduleExpression,
      JSON.parse(Target.Input),
    ]);
  expect(inputs(retraining)).toEqual([['rate(5 minutes)', { kind: 'look' }]]);
  const config = defineConfig({
    environments: { dev: { retraining: { lookEveryMinutes: 10 } } },
    workloads: { 'product-images': { retraining: { schedule: 'rate(7 days)' } } },
  });
  const call = { workload: 'product-images', reason: 'schedule', at: '<aws.scheduler.scheduled-time>' };
  expect(inputs(synthesize('dev', config)['Retraining']!)).toEqual([
    ['rate(10 minutes)', { kind: 'look' }],
    ['rate(7 days)', { kind: 'request', call }],
  ]);
});

it('keeps its table where data may not go', () => {
  const [[, dev], [, prod]] = ['dev', 'prod'].map(
    name => resourcesOf(synthesize(name)['Retraining']!, 'AWS::DynamoDB::Table')[0],
  ) as any;
  expect([dev.DeletionPolicy, prod.DeletionPolicy]).toEqual(['Delete', 'Retain']);
  expect([dev.Properties.DeletionProtectionEnabled, prod.Properties.DeletionProtectionEnabled]).toEqual([false, true]);
});
