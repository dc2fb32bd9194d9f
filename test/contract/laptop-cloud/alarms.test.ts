import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { type RunningAlarmEngine, startAlarmEngine } from '../../../local/alarms/start-alarm-engine';
import { TEMPLATE } from './alarms-stack';

/** An account of its own keeps the alarms of other tests, and another engine, away. Its id as key is its root. */
const account = String(100_000_000_000 + (Date.now() % 1_000_000_000));
const config = {
  endpoint: process.env['EVERLOOP_TEST_ENDPOINT'] ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: account, secretAccessKey: 'test' },
};
const cloudWatch = new CloudWatchClient(config);
const sqs = new SQSClient(config);
let engine: RunningAlarmEngine;
let outputs: Record<string, string>;
const problems: string[] = [];

async function eventually<T>(look: () => Promise<T | undefined | false>, seconds = 25): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${look}; engine: ${problems.join('; ')}`);
    await new Promise(resolve => setTimeout(resolve, 150));
  }
}

async function describeAlarm(name: string) {
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  const found = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes }));
  return [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])][0];
}
const stateOf = async (name: string) => (await describeAlarm(name))?.StateValue;
const reaches = (name: string, state: string) => eventually(async () => (await stateOf(name)) === state);

async function publish(MetricName: string, value: number, dimensions: Record<string, string>): Promise<void> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricData = [{ MetricName, Value: value, Dimensions }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Everloop/Test', MetricData }));
}

async function putAlarm(AlarmName: string, changes: Partial<PutMetricAlarmCommandInput> = {}): Promise<void> {
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'Everloop/Test',
      MetricName: AlarmName,
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      ...changes,
    }),
  );
}

const inbox: Record<string, unknown>[] = [];
async function receiveAll(): Promise<void> {
  const QueueUrl = outputs['Inbox'];
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  for (const { Body = '', ReceiptHandle } of Messages) {
    inbox.push(JSON.parse(Body));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

async function deployStack(): Promise<Record<string, string>> {
  const cloudFormation = new CloudFormationClient(config);
  const Capabilities = ['CAPABILITY_IAM' as const];
  await cloudFormation.send(new CreateStackCommand({ StackName: 'alarms', TemplateBody: TEMPLATE, Capabilities }));
  const stack = await eventually(async () => {
    const { Stacks: [found] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'alarms' }));
    return found?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : found;
  });
  expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

beforeAll(async () => {
  outputs = await deployStack();
  const log = (line: string) => problems.push(line);
  engine = startAlarmEngine({ ...config, intervalSeconds: 0.2, reevaluateSeconds: 4, log });
}, 60_000);

afterAll(async () => {
  await engine?.stop();
});

jest.setTimeout(60_000);

test('an alarm of one class does not fire on the data of another', async () => {
  const dimensions = (Value: string) => ({ MetricName: 'Recall', Dimensions: [{ Name: 'Class', Value }] });
  const low = { Threshold: 0.8, ComparisonOperator: 'LessThanThreshold' as const };
  await putAlarm('recall-a', { ...dimensions('A'), ...low });
  await putAlarm('recall-b', { ...dimensions('B'), ...low });
  await publish('Recall', 0.2, { Class: 'B' });
  await publish('Recall', 0.9, { Class: 'A' });
  await publish('Recall', 0.1, {});
  await reaches('recall-b', 'ALARM');
  await reaches('recall-a', 'OK');
});

test('missing data leads to the state that treatMissingData names', async () => {
  for (const TreatMissingData of ['missing', 'ignore', 'breaching', 'notBreaching']) {
    await putAlarm(`silent-${TreatMissingData}`, { TreatMissingData });
  }
  await reaches('silent-breaching', 'ALARM');
  await reaches('silent-notBreaching', 'OK');
  for (const AlarmName of ['silent-missing', 'silent-ignore']) {
    expect(await stateOf(AlarmName)).toBe('INSUFFICIENT_DATA');
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'by hand' }));
  }
  await reaches('silent-missing', 'INSUFFICIENT_DATA');
  expect(await stateOf('silent-ignore')).toBe('ALARM');
});

test('a state set by a user stands until the next evaluation, and both changes are in the history', async () => {
  await putAlarm('set-by-hand');
  await publish('set-by-hand', 0, {});
  await reaches('set-by-hand', 'OK');
  const change = { StateValue: 'ALARM' as const, StateReason: 'a drill' };
  await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'set-by-hand', ...change }));
  await new Promise(resolve => setTimeout(resolve, 1_000));
  expect(await describeAlarm('set-by-hand')).toMatchObject(change);
  await reaches('set-by-hand', 'OK');
  const history = await cloudWatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'set-by-hand', HistoryItemType: 'StateUpdate' }),
  );
  const summaries = (history.AlarmHistoryItems ?? []).map(item => item.HistorySummary);
  expect(summaries.slice(0, 3)).toEqual([
    'Alarm updated from ALARM to OK',
    'Alarm updated from OK to ALARM',
    'Alarm updated from INSUFFICIENT_DATA to OK',
  ]);
  const { newState } = JSON.parse(history.AlarmHistoryItems?.[0]?.HistoryData ?? '{}');
  expect(newState.stateReasonData).toMatchObject({ threshold: 1, recentDatapoints: [0] });
});

describe('a ratio alarm and a composite alarm of a template', () => {
  const workload = { Workload: 'product-images' };
  beforeAll(async () => {
    await reaches(outputs['RejectionShare'] ?? '', 'OK');
    await publish('Validated', 10, workload);
    await publish('Rejected', 3, workload);
  });

  test('go to ALARM when the share is above the threshold', async () => {
    await reaches(outputs['RejectionShare'] ?? '', 'ALARM');
    expect(await describeAlarm(outputs['RejectionShare'] ?? '')).toMatchObject({
      StateReason: expect.stringContaining('[30.0 ('),
      Metrics: [{ Id: 'rejected' }, { Id: 'validated' }, { Expression: '100 * FILL(rejected, 0) / validated' }],
    });
    await reaches(outputs['Trouble'] ?? '', 'ALARM');
  });

  test('notify the SNS subscriber and match the EventBridge rule, once each', async () => {
    const events = () => inbox.filter(message => message['source'] === 'aws.cloudwatch');
    const mails = () => inbox.filter(message => message['Type'] === 'Notification');
    const aboutStack = (name: string | undefined) => events().filter(one => Object(one['detail']).alarmName === name);
    await eventually(async () => {
      await receiveAll();
      return aboutStack(outputs['Trouble']).length > 0 && mails().length >= 2;
    });
    const [event, ...others] = aboutStack(outputs['RejectionShare']);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [`arn:aws:cloudwatch:us-east-1:${account}:alarm:${outputs['RejectionShare']}`],
      detail: {
        state: { value: 'ALARM', reason: expect.stringContaining('Threshold Crossed'), timestamp: expect.any(String) },
        previousState: { value: 'OK' },
        configuration: { description: 'Too many images are rejected', metrics: expect.any(Array) },
      },
    });
    expect(mails().map(mail => JSON.parse(String(mail['Message'])).AlarmName)).toEqual(
      expect.arrayContaining([outputs['RejectionShare'], outputs['Trouble']]),
    );
  });

  test('invoke the function among the actions, whose run and error become metrics', async () => {
    const count = async (MetricName: string) => {
      const window = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000) };
      const Dimensions = [{ Name: 'FunctionName', Value: outputs['OnAlarm'] }];
      const metric = { Namespace: 'AWS/Lambda', MetricName, Dimensions, Period: 3600, Statistics: ['Sum' as const] };
      const { Datapoints = [] } = await cloudWatch.send(new GetMetricStatisticsCommand({ ...metric, ...window }));
      return Datapoints.reduce((sum, point) => sum + (point.Sum ?? 0), 0);
    };
    await eventually(async () => (await count('Errors')) >= 1);
    expect(await count('Invocations')).toBeGreaterThanOrEqual(await count('Errors'));
  });

  test('leave a dashboard that can be listed and read back', async () => {
    const dashboard = await cloudWatch.send(new GetDashboardCommand({ DashboardName: outputs['Dashboard'] }));
    expect(JSON.parse(dashboard.DashboardBody ?? '')).toEqual({ widgets: [] });
    const { DashboardEntries } = await cloudWatch.send(new ListDashboardsCommand({}));
    expect(DashboardEntries).toMatchObject([{ DashboardName: outputs['Dashboard'], LastModified: expect.any(Date) }]);
  });
});

test('only the root of an account may emit an aws.* event', async () => {
  const emit = async (credentials: AwsCredentialIdentity) => {
    const Entries = [{ Source: 'aws.cloudwatch', DetailType: 'test', Detail: '{}' }];
    const events = new EventBridgeClient({ ...config, credentials });
    return (await events.send(new PutEventsCommand({ Entries }))).Entries?.[0]?.ErrorCode;
  };
  const RoleArn = `arn:aws:iam::${account}:role/${outputs['Role']}`;
  const session = await new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = session.Credentials ?? {};
  const role = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  expect(await emit(role)).toBe('NotAuthorizedForSourceException');
  expect(await emit(config.credentials)).toBeUndefined();
});

test("a queue's length, age and traffic are metrics", async () => {
  const QueueUrl = outputs['Watched'];
  for (const MessageBody of ['1', '2']) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const maximum = async (MetricName: string) => {
    const Dimensions = [{ Name: 'QueueName', Value: QueueUrl?.split('/').at(-1) }];
    const window = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000) };
    const metric = { Namespace: 'AWS/SQS', MetricName, Dimensions, Period: 3600, Statistics: ['Maximum' as const] };
    const { Datapoints = [] } = await cloudWatch.send(new GetMetricStatisticsCommand({ ...metric, ...window }));
    return Math.max(-1, ...Datapoints.map(point => point.Maximum ?? -1));
  };
  await eventually(async () => (await maximum('ApproximateNumberOfMessagesVisible')) === 2);
  await eventually(async () => (await maximum('NumberOfMessagesSent')) === 2);
  await eventually(async () => (await maximum('ApproximateAgeOfOldestMessage')) >= 2);
});

test('the engine met no problem', () => {
  expect(problems).toEqual([]);
});
