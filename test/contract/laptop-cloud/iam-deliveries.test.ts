import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  AddPermissionCommand,
  GetFunctionCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ROOT, type Signer } from '../../support/signed-call';
import { Deployed, functionOf } from './deployed';
import { ACCOUNT, allow, asRoot, clientOf, eventually, permit, REGION, refusalOf, role, uniqueName } from './iam-world';

const sqsOf = (signer: Signer) => new SQSClient(clientOf(signer));
const sqs = () => sqsOf(ROOT);
const events = () => new EventBridgeClient(clientOf());
const arnOf = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const urlOf = (name: string) => `${process.env['EVERLOOP_TEST_ENDPOINT']}/${ACCOUNT}/${name}`;

interface Queue {
  readonly url: string;
  readonly arn: string;
}

async function queue(attributes: Record<string, string> = {}): Promise<Queue> {
  const name = uniqueName('iam-delivery');
  await sqs().send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return { url: urlOf(name), arn: arnOf('sqs', name) };
}

/** Lets `service` send, for this source only. */
async function admit({ url, arn }: Queue, service: string, sourceArn: string): Promise<void> {
  const Condition = { ArnEquals: { 'aws:SourceArn': sourceArn }, StringEquals: { 'aws:SourceAccount': ACCOUNT } };
  const statement = {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs().send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
}

async function received({ url }: Queue): Promise<Message[]> {
  const request = { QueueUrl: url, MessageAttributeNames: ['All'], VisibilityTimeout: 0, MaxNumberOfMessages: 10 };
  return (await sqs().send(new ReceiveMessageCommand(request))).Messages ?? [];
}

/** A rule for events of a source of its own; `fire` sends one. */
async function rule(
  target: Omit<Target, 'Id' | 'Arn'> & { Arn: string },
): Promise<{ arn: string; fire: () => Promise<void> }> {
  const name = uniqueName('rule');
  const source = uniqueName('source');
  await events().send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: [source] }) }));
  await events().send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 't', ...target }] }));
  const entry = { Source: source, DetailType: 'test', Detail: '{}' };
  return {
    arn: arnOf('events', `rule/${name}`),
    fire: async () => void (await events().send(new PutEventsCommand({ Entries: [entry] }))),
  };
}

async function topic(attributes: Record<string, string> = {}): Promise<string> {
  const Name = uniqueName('topic');
  await asRoot({ service: 'sns', form: { Action: 'CreateTopic', Name, ...attributes, Version: '2010-03-31' } });
  return arnOf('sns', Name);
}

const settled = () => new Promise(resolve => setTimeout(resolve, 300));

describe('a rule', () => {
  test('delivers to a queue only when the queue policy admits events.amazonaws.com for that rule', async () => {
    const target = await queue();
    const { arn, fire } = await rule({ Arn: target.arn });
    await fire();
    await admit(target, 'events.amazonaws.com', `${arn}-other`);
    await fire();
    await settled();
    expect(await received(target)).toEqual([]);
    await admit(target, 'events.amazonaws.com', arn);
    await fire();
    await eventually(async () => (await received(target))[0]);
  });

  test('puts a refused delivery into the dead-letter queue of its target, with the reason', async () => {
    const [target, dead] = [await queue(), await queue()];
    const { arn, fire } = await rule({ Arn: target.arn, DeadLetterConfig: { Arn: dead.arn } });
    await admit(dead, 'events.amazonaws.com', arn);
    await fire();
    const message = await eventually(async () => (await received(dead))[0]);
    expect(message.MessageAttributes?.['ERROR_CODE']?.StringValue).toBe('NO_PERMISSIONS');
    expect(message.MessageAttributes?.['RULE_ARN']?.StringValue).toBe(arn);
    expect(await received(target)).toEqual([]);
  });

  test('delivers to an encrypted queue only when the key policy admits events.amazonaws.com', async () => {
    const root = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const service = {
      ...root,
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    };
    const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
    const made = await asRoot({ service: 'kms', target: 'TrentService.CreateKey', json: { Policy: policy(root) } });
    const { KeyId } = (JSON.parse(made) as { KeyMetadata: { KeyId: string } }).KeyMetadata;
    const target = await queue({ KmsMasterKeyId: KeyId });
    const { arn, fire } = await rule({ Arn: target.arn });
    await admit(target, 'events.amazonaws.com', arn);
    await fire();
    await settled();
    expect(await received(target)).toEqual([]);
    const json = { KeyId, PolicyName: 'default', Policy: policy(root, service) };
    await asRoot({ service: 'kms', target: 'TrentService.PutKeyPolicy', json });
    await fire();
    await eventually(async () => (await received(target))[0]);
  });

  test('never delivers to a queue encrypted with the AWS managed key', async () => {
    const target = await queue({ KmsMasterKeyId: 'alias/aws/sqs' });
    const { arn, fire } = await rule({ Arn: target.arn });
    await admit(target, 'events.amazonaws.com', arn);
    await fire();
    await settled();
    expect(await received(target)).toEqual([]);
  });

  test('publishes to a topic only when the topic policy admits events.amazonaws.com', async () => {
    const [topicArn, inbox] = [await topic(), await queue()];
    const subscription = { Protocol: 'sqs', Endpoint: inbox.arn, Version: '2010-03-31' };
    await asRoot({ service: 'sns', form: { Action: 'Subscribe', TopicArn: topicArn, ...subscription } });
    await admit(inbox, 'sns.amazonaws.com', topicArn);
    const { fire } = await rule({ Arn: topicArn });
    await fire();
    await settled();
    expect(await received(inbox)).toEqual([]);
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topicArn,
    };
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const form = { Action: 'SetTopicAttributes', TopicArn: topicArn, AttributeName: 'Policy', AttributeValue };
    await asRoot({ service: 'sns', form: { ...form, Version: '2010-03-31' } });
    await fire();
    await eventually(async () => (await received(inbox))[0]);
  });

  test('starts a state machine with the role of its target', async () => {
    const stateMachineArn = await machine();
    const roleArn = await role('events.amazonaws.com');
    const { fire } = await rule({ Arn: stateMachineArn, RoleArn: roleArn });
    await fire();
    await settled();
    expect(await executions(stateMachineArn)).toBe(0);
    await permit(roleArn, [allow('states:StartExecution', stateMachineArn)]);
    await fire();
    await eventually(async () => (await executions(stateMachineArn)) || undefined);
  });
});

async function machine(type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Promise<string> {
  const name = uniqueName('machine');
  const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });
  const roleArn = await role('states.amazonaws.com');
  await new SFNClient(clientOf()).send(new CreateStateMachineCommand({ name, definition, roleArn, type }));
  return arnOf('states', `stateMachine:${name}`);
}

const executions = async (stateMachineArn: string) =>
  (await new SFNClient(clientOf()).send(new ListExecutionsCommand({ stateMachineArn }))).executions?.length ?? 0;

describe('a function', () => {
  const stack = new Deployed('iam-function');
  const code = 'exports.handler = async event => { console.log("ran", event.source); return process.env; };';
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } },
  };
  const logGroupName = () => `/aws/lambda/${stack.idOf('Function')}`;
  const lines = async () => {
    const answer = await new CloudWatchLogsClient(clientOf())
      .send(new FilterLogEventsCommand({ logGroupName: logGroupName() }))
      .catch(() => ({ events: [] }));
    return (answer.events ?? []).filter(event => event.message?.startsWith('ran')).length;
  };
  const mayLog = () =>
    allow(
      ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      arnOf('logs', `log-group:${logGroupName()}:*`),
    );
  const roleArn = () => `arn:aws:iam::${ACCOUNT}:role/${stack.idOf('Role')}`;
  const lambda = () => new LambdaClient(clientOf());

  beforeAll(() => stack.create({ Role, Function: functionOf(code) }));

  test('is invoked by a rule only with an AWS::Lambda::Permission for it', async () => {
    const FunctionName = stack.idOf('Function');
    const { Configuration } = await lambda().send(new GetFunctionCommand({ FunctionName }));
    await permit(roleArn(), [mayLog()]);
    const { arn, fire } = await rule({ Arn: Configuration?.FunctionArn ?? '' });
    await fire();
    await settled();
    expect(await lines()).toBe(0);
    const grant = {
      FunctionName,
      StatementId: 'rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    };
    await lambda().send(new AddPermissionCommand({ ...grant, SourceArn: `${arn}-other` }));
    await fire();
    await settled();
    expect(await lines()).toBe(0);
    await lambda().send(new RemovePermissionCommand({ FunctionName, StatementId: 'rule' }));
    await lambda().send(new AddPermissionCommand({ ...grant, SourceArn: arn }));
    await fire();
    await eventually(async () => (await lines()) || undefined);
  });

  test('calls AWS with the credentials of its role, which may do what its statements say and nothing else', async () => {
    const path = `/2015-03-31/functions/${stack.idOf('Function')}/invocations`;
    const env = JSON.parse(await asRoot({ service: 'lambda', path, json: {} })) as Record<string, string>;
    const signer = {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: env['AWS_SESSION_TOKEN'],
    };
    const target = await queue();
    const send = () => sqsOf(signer).send(new SendMessageCommand({ QueueUrl: target.url, MessageBody: 'a' }));
    await permit(roleArn(), [mayLog()]);
    const refused = await refusalOf(send());
    expect(refused).toContain(`assumed-role/${stack.idOf('Role')}/`);
    expect(refused).toContain('is not authorized to perform: sqs:SendMessage');
    await permit(roleArn(), [mayLog(), allow('sqs:SendMessage', target.arn)]);
    await send();
  });

  test('writes its own logs with its role, and none without the Logs actions', async () => {
    const before = await lines();
    const path = `/2015-03-31/functions/${stack.idOf('Function')}/invocations`;
    await permit(roleArn(), []);
    await asRoot({ service: 'lambda', path, json: {} });
    expect(await lines()).toBe(before);
    await permit(roleArn(), [mayLog()]);
    await asRoot({ service: 'lambda', path, json: {} });
    await eventually(async () => ((await lines()) > before ? true : undefined));
  });
});

test('a topic delivers to an encrypted queue only when the key policy admits sns.amazonaws.com', async () => {
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
  const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const made = await asRoot({ service: 'kms', target: 'TrentService.CreateKey', json: { Policy: policy(root) } });
  const { KeyId } = (JSON.parse(made) as { KeyMetadata: { KeyId: string } }).KeyMetadata;
  const [topicArn, inbox] = [await topic(), await queue({ KmsMasterKeyId: KeyId })];
  await admit(inbox, 'sns.amazonaws.com', topicArn);
  const form = { Action: 'Subscribe', TopicArn: topicArn, Protocol: 'sqs', Endpoint: inbox.arn, Version: '2010-03-31' };
  await asRoot({ service: 'sns', form });
  const publish = { Action: 'Publish', TopicArn: topicArn, Message: 'a', Version: '2010-03-31' };
  await asRoot({ service: 'sns', form: publish });
  await settled();
  expect(await received(inbox)).toEqual([]);
  const service = { ...root, Principal: { Service: 'sns.amazonaws.com' } };
  const json = { KeyId, PolicyName: 'default', Policy: policy(root, service) };
  await asRoot({ service: 'kms', target: 'TrentService.PutKeyPolicy', json });
  await asRoot({ service: 'sns', form: publish });
  await eventually(async () => (await received(inbox))[0]);
});

test('an alarm is published to an encrypted topic only when the key policy admits cloudwatch.amazonaws.com', async () => {
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' };
  const service = { ...root, Principal: { Service: 'cloudwatch.amazonaws.com' } };
  const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
  const made = await asRoot({ service: 'kms', target: 'TrentService.CreateKey', json: { Policy: policy(root) } });
  const { KeyId } = (JSON.parse(made) as { KeyMetadata: { KeyId: string } }).KeyMetadata;
  const [topicArn, inbox] = [
    await topic({ 'Attributes.entry.1.key': 'KmsMasterKeyId', 'Attributes.entry.1.value': KeyId }),
    await queue(),
  ];
  const subscription = { Protocol: 'sqs', Endpoint: inbox.arn, Version: '2010-03-31' };
  await asRoot({ service: 'sns', form: { Action: 'Subscribe', TopicArn: topicArn, ...subscription } });
  await admit(inbox, 'sns.amazonaws.com', topicArn);
  const cloudwatch = new CloudWatchClient(clientOf());
  const AlarmName = uniqueName('alarm');
  const metric = { Namespace: 'Iam', MetricName: 'm', Statistic: 'Sum' as const, Period: 60, EvaluationPeriods: 1 };
  const limit = { Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' as const };
  await cloudwatch.send(new PutMetricAlarmCommand({ AlarmName, ...metric, ...limit, AlarmActions: [topicArn] }));
  const raise = async () => {
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'test' }));
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'test' }));
  };
  await raise();
  await settled();
  expect(await received(inbox)).toEqual([]);
  const json = { KeyId, PolicyName: 'default', Policy: policy(root, service) };
  await asRoot({ service: 'kms', target: 'TrentService.PutKeyPolicy', json });
  await raise();
  await eventually(async () => (await received(inbox))[0]);
});

test('a schedule starts its target with its own role', async () => {
  const stateMachineArn = await machine();
  const roleArn = await role('scheduler.amazonaws.com');
  const schedule = async () => {
    const Target = { Arn: stateMachineArn, RoleArn: roleArn, Input: '{}' };
    const at = new Date(Date.now() - 1000).toISOString().slice(0, 19);
    const json = { ScheduleExpression: `at(${at})`, FlexibleTimeWindow: { Mode: 'OFF' }, Target };
    await asRoot({ service: 'scheduler', path: `/schedules/${uniqueName('once')}`, json });
  };
  await schedule();
  await new Promise(resolve => setTimeout(resolve, 11_000));
  expect(await executions(stateMachineArn)).toBe(0);
  await permit(roleArn, [allow('states:StartExecution', stateMachineArn)]);
  await schedule();
  await eventually(async () => (await executions(stateMachineArn)) || undefined, 25);
}, 60_000);
