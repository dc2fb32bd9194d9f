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
      detail: { object: { key: [{ prefix: '_features/product-images/' }] } },
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
  expect(resourcesFor('s3:PutObject').join()).toMatch(/\/product-images\/\*.*\/_records\/product-images\/\*/);
  expect(resourcesFor('s3:PutObject').join()).not.toContain('Curated');
  expect(resourcesFor('s3:DeleteObject').join()).not.toContain('_records');
});
