import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf, connection, Deployed, eventually, functionOf, queuePolicyFor, role, unique } from './deployed';

jest.setTimeout(60_000);

const events = new EventBridgeClient(connection);
const sqs = new SQSClient(connection);
const logs = new CloudWatchLogsClient(connection);
const lambda = new LambdaClient(connection);

const stack = new Deployed('event-targets');
const source = unique('test.source');
const ruleFor = (detailType: string, target: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventPattern: { source: [source, 'aws.sagemaker'], 'detail-type': [detailType] },
    Targets: [{ Id: 'target', ...target }],
  },
});
const queue = { Type: 'AWS::SQS::Queue' };
const dead = { DeadLetterConfig: { Arn: arnOf('Dead') } };
const pipelineArn = { 'Fn::Sub': 'arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:nobody' };
const groupName = `/aws/events/${source}`;
const groupArn = { 'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${groupName}` };

beforeAll(() =>
  stack.create({
    Role: role,
    Queue: queue,
    Gone: queue,
    Dead: queue,
    QueuePolicy: queuePolicyFor('Queue', 'events.amazonaws.com'),
    GonePolicy: queuePolicyFor('Gone', 'events.amazonaws.com'),
    DeadPolicy: queuePolicyFor('Dead', 'events.amazonaws.com'),
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: groupName } },
    GroupPolicy: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: {
        PolicyName: { 'Fn::Sub': '${AWS::StackName}-group' },
        PolicyDocument: {
          'Fn::Sub': JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: ['events.amazonaws.com', 'delivery.logs.amazonaws.com'] },
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: '*',
              },
            ],
          }),
        },
      },
    },
    Probe: functionOf('exports.handler = async () => process.env;'),
    ToQueue: ruleFor('queue', { Arn: arnOf('Queue'), InputPath: '$.detail.photos[1]' }),
    ToGone: ruleFor('gone', { Arn: arnOf('Gone'), ...dead }),
    ToLogs: ruleFor('logs', { Arn: groupArn }),
    ToPipeline: ruleFor('pipeline', {
      Arn: pipelineArn,
      RoleArn: arnOf('Role'),
      RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 },
      ...dead,
    }),
    Scheduled: queue,
    Once: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'at(2026-01-02T03:04:05)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: arnOf('Scheduled'),
          RoleArn: arnOf('Role'),
          Input: '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}',
        },
      },
    },
  }),
);
afterAll(() => stack.destroy());

async function put(detailType: string, detail: object, from = source) {
  const entry = { Source: from, DetailType: detailType, Detail: JSON.stringify(detail) };
  const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  return Entries[0];
}

const next = (logicalId: string) =>
  eventually(async () => {
    const QueueUrl = stack.idOf(logicalId);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
    const [message] = Messages;
    if (!message) return undefined;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle! }));
    const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    return { body: JSON.parse(message.Body ?? 'null'), attributes: Object.fromEntries(attributes) };
  });

it('a schedule fills in the moment and the name of its delivery', async () => {
  const { body } = await next('Scheduled');
  expect(body).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    by: expect.stringContaining(':schedule/'),
  });
});

describe('an EventBridge rule', () => {
  it('delivers to a queue what InputPath selects', async () => {
    await put('queue', { photos: ['a', 'b'] });
    expect((await next('Queue')).body).toBe('b');
  });

  it('sends the event to the dead-letter queue when the target is gone, with the documented attributes', async () => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: stack.idOf('Gone') }));
    await put('gone', { n: 1 });
    const { body, attributes } = await next('Dead');
    expect(body).toMatchObject({ source, 'detail-type': 'gone', detail: { n: 1 } });
    expect(attributes).toMatchObject({
      ERROR_CODE: 'RESOURCE_NOT_FOUND',
      ERROR_MESSAGE: expect.stringContaining('does not exist'),
      RULE_ARN: expect.stringContaining(':rule/'),
      TARGET_ARN: expect.stringContaining(':sqs:'),
    });
  });

  it('tries a target of the local service again as its RetryPolicy says, then dead-letters the event', async () => {
    await put('pipeline', { n: 2 });
    const { body, attributes } = await next('Dead');
    expect(body.detail).toEqual({ n: 2 });
    expect(attributes.TARGET_ARN).toMatch(/:codepipeline:.*:nobody$/);
    expect(attributes.ERROR_CODE).toMatch(/^[A-Z_]+$/);
  });

  it('writes the event to a log group', async () => {
    await put('logs', { n: 3 });
    const logged = await eventually(async () => {
      const { events: lines = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: groupName }));
      return lines[0] && JSON.parse(lines[0].message ?? '');
    });
    expect(logged).toMatchObject({ 'detail-type': 'logs', detail: { n: 3 } });
  });

  it('takes an aws.* source from the root caller, as which the local service acts', async () => {
    expect((await put('queue', { photos: ['a', 'from a service'] }, 'aws.sagemaker'))?.ErrorCode).toBeUndefined();
    expect((await next('Queue')).body).toBe('from a service');
  });

  it('refuses an aws.* source from a role', async () => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: stack.idOf('Probe') }));
    const env = JSON.parse(Payload?.transformToString() ?? '{}');
    const credentials = {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    };
    const asRole = new EventBridgeClient({ ...connection, credentials });
    const entry = { Source: 'aws.sagemaker', DetailType: 'queue', Detail: '{}' };
    const { Entries = [] } = await asRole.send(new PutEventsCommand({ Entries: [entry] }));
    expect(Entries[0]?.ErrorCode).toBe('NotAuthorizedForSourceException');
  });
});
