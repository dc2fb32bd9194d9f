import { Match, type Template } from 'aws-cdk-lib/assertions';
import everloopConfig from '../../everloop.config';
import { plansOf } from '../../lib/config/plans-of';
import { trainedWorkloads } from '../../lib/config/trained-workloads';
import { resourcesOf } from '../support/state-machines';
import { statementsOf } from '../support/statements';
import { synthesize, synthesizeWith } from '../support/synthesize';

let registry: Template;
beforeAll(() => {
  registry = synthesize('dev')['Registry']!;
});

describe('model package groups', () => {
  const groups = (template = registry) => resourcesOf(template, 'AWS::SageMaker::ModelPackageGroup');

  it('exist once per trained workload, named by project, environment and workload', () => {
    const names = groups().map(([, { Properties }]) => Properties.ModelPackageGroupName);
    expect(names).toEqual(trainedWorkloads(plansOf(everloopConfig)).map(({ id }) => `everloop-dev-${id}`));
    expect(names.length).toBeGreaterThan(0);
  });

  it('stay with their versions where data may not go', () => {
    for (const [, { DeletionPolicy }] of groups()) expect(DeletionPolicy).toBe('Delete');
    for (const [, { DeletionPolicy }] of groups(synthesize('prod')['Registry']))
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

describe('a version that waits for approval', () => {
  it('reaches the function through a queue with a dead-letter queue', () => {
    registry.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.sagemaker'],
        'detail-type': ['SageMaker Model Package State Change'],
        detail: {
          ModelPackageGroupName: ['everloop-dev-product-images'],
          ModelApprovalStatus: ['PendingManualApproval'],
        },
      },
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: Match.anyValue() } })],
    });
    registry.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    registry.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) });
  });

  it('stays hidden in the queue six times as long as the function may take', () => {
    const [[, consumer]] = resourcesOf(registry, 'AWS::Lambda::Function') as [[string, any]];
    registry.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 6 * consumer.Properties.Timeout });
  });

  it('is told over a topic with our key, to approvers, else to recipients of alarms', () => {
    registry.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    const subscribed = (own: object) =>
      resourcesOf(synthesizeWith(own)['Registry']!, 'AWS::SNS::Subscription').map(
        ([, { Properties }]) => Properties.Endpoint,
      );
    expect(subscribed({ recipients: ['a@example.com'] })).toEqual(['a@example.com']);
    expect(subscribed({ recipients: ['a@example.com'], approvers: ['b@example.com'] })).toEqual(['b@example.com']);
    expect(subscribed({ recipients: ['a@example.com'], approvers: [] })).toEqual([]);
  });
});

describe('mails', () => {
  const people = { recipients: ['a@example.org', 'b@example.org'], approvers: ['b@example.org'] };
  const mailed = (own: object = {}) =>
    synthesizeWith({ ...people, mail: { from: 'everloop@example.org', ...own } })['Registry']!;
  const sending = (template: Template) =>
    statementsOf(template, /NotificationsFunctionRole/).filter(({ Action }) => `${Action}`.includes('ses:'));

  it('go out by TLS alone, from one address, by the own configuration set', () => {
    const template = mailed({ identity: 'example.org' });
    template.hasResourceProperties('AWS::SES::ConfigurationSet', { DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
    const [statement, ...others] = sending(template);
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Action: ['ses:SendEmail', 'ses:SendRawEmail'],
      Condition: { StringEquals: { 'ses:FromAddress': 'everloop@example.org' } },
    });
    const resources = JSON.stringify(statement?.Resource);
    expect(resources).toContain('identity/example.org');
    expect(resources).toContain('NotificationsSenderConfigurationSet');
    expect(resources).not.toContain('*');
  });

  it('take the place of the text that the topic would send to the same people', () => {
    expect(resourcesOf(mailed(), 'AWS::SNS::Subscription')).toEqual([]);
  });

  it('have approvers and everybody as readers', () => {
    const told = resourcesOf(mailed(), 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties.Environment.Variables.MAIL_SETTINGS,
    );
    const settings = JSON.stringify(told).replaceAll('\\', '');
    expect(settings).toContain('"approvers":["b@example.org"],"readers":["b@example.org","a@example.org"]');
  });

  it('are sent by nobody where none are configured', () => {
    expect(sending(registry)).toEqual([]);
  });
});

it('the function may read versions and evaluations, hand over notices, and nothing else', () => {
  const allowed = statementsOf(registry, /ApprovalNoticesFunctionRole/).flatMap(({ Action }) => Action);
  expect(new Set(allowed)).toEqual(
    new Set([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:GetObject',
      's3:ListBucket',
      'sagemaker:DescribeModelPackage',
      'sqs:SendMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]),
  );
});
