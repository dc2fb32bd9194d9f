import { Match, type Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize, synthesizeWith } from '../support/synthesize';

let stacks: Record<string, Template>;
let predictions: Template;
beforeAll(() => {
  stacks = synthesize('dev');
  predictions = stacks['Predictions']!;
});

it('the record of a validated image reaches the function through a queue with a dead-letter queue', () => {
  predictions.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: '_features/product-images/' }, { prefix: '_feedback/product-images/' }] } },
    },
    Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
  });
  stacks['Data']!.hasResourceProperties('AWS::S3::Bucket', {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  });
  const told = resourcesOf(stacks['Data']!, 'AWS::S3::Bucket').filter(
    ([, { Properties }]) => Properties.NotificationConfiguration,
  );
  expect(told.map(([id]) => id.replace(/^Buckets|.{8}$/g, ''))).toEqual(['Intake', 'Curated']);
});

it('tries, waits and width are those of the configuration', () => {
  const own = synthesizeWith({
    predictions: { concurrency: 3, batchWindowSeconds: 7, retrySeconds: 77, maxTries: 9, longestWaitSeconds: 33 },
  })['Predictions']!;
  own.hasResourceProperties('AWS::SQS::Queue', {
    VisibilityTimeout: 77,
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 9 }),
  });
  own.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    ScalingConfig: { MaximumConcurrency: 3 },
    MaximumBatchingWindowInSeconds: 7,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
  own.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ LONGEST_WAIT_SECONDS: '33' }) },
  });
});

it('the function calls the production endpoint only, and writes nowhere but below its workloads', () => {
  const statements = statementsOf(predictions, /ClassificationFunctionRole/);
  const resourcesFor = (action: string) =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => JSON.stringify(Resource));
  expect(resourcesFor('sagemaker:InvokeEndpoint').join()).toContain(
    ':endpoint/everloop-dev-product-images-production"',
  );
  expect(resourcesFor('sagemaker:InvokeEndpointAsync')).toEqual(resourcesFor('sagemaker:InvokeEndpoint'));
  expect(resourcesFor('s3:GetObject').join()).toContain('/_async/product-images/*');
  expect(resourcesFor('s3:PutObject').join()).not.toContain('_async');
  expect(resourcesFor('s3:PutObject').join()).toMatch(/\/product-images\/\*.*\/_records\/product-images\/\*/);
  expect(resourcesFor('s3:PutObject').join()).not.toContain('Curated');
  expect(resourcesFor('s3:DeleteObject').join()).not.toContain('_records');
});

it('records are gathered into Parquet each hour, and each day as far back as a message may wait', () => {
  const inputs = resourcesOf(predictions, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => [
    Properties.ScheduleExpression,
    Properties.Target.Input,
  ]);
  expect(inputs).toEqual([
    ['rate(1 hour)', '{"hours":6}'],
    ['rate(1 day)', '{"hours":384}'],
  ]);
  const retention = resourcesOf(predictions, 'AWS::SQS::Queue').map(
    ([, { Properties }]) => Properties.MessageRetentionPeriod / 3600,
  );
  expect(384).toBeGreaterThan(Math.max(...retention));
});

it('nothing gathers records where the configuration wants NDJSON only', () => {
  const own = synthesizeWith({ predictions: { parquet: false } })['Predictions']!;
  expect(resourcesOf(own, 'AWS::Scheduler::Schedule')).toEqual([]);
});

it('the function that gathers records writes Parquet files only, and reads nothing but lines', () => {
  const statements = statementsOf(predictions, /GatheringFunctionRole/);
  const resourcesFor = (action: string) =>
    JSON.stringify(
      statements.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => Resource),
    ).match(/"\/[^"]*"/g);
  expect(resourcesFor('s3:PutObject')).toEqual([
    '"/_parquet/labels/workload=product-images/*"',
    '"/_parquet/predictions/workload=product-images/*"',
  ]);
  expect(resourcesFor('s3:GetObject')).toHaveLength(4);
  expect(resourcesFor('s3:DeleteObject')).toEqual(resourcesFor('s3:PutObject'));
});
