import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf, connection, Deployed, emptyBucket, eventually, functionOf, machineOf, role } from './deployed';

jest.setTimeout(60_000);

// StartSyncExecution has a host prefix of its own, which a local address cannot take.
const workflows = new SFNClient({ ...connection, disableHostPrefix: true });
const s3 = new S3Client({ ...connection, forcePathStyle: true });
const sqs = new SQSClient(connection);
const dynamodb = new DynamoDBClient(connection);
const cloudwatch = new CloudWatchClient(connection);
const logs = new CloudWatchLogsClient(connection);

const only = (state: object, more: object = {}) => ({
  StartAt: 'Only',
  States: { Only: { ...state, End: true } },
  ...more,
});
const task = (resource: string, parameters: object, more: object = {}) =>
  only({ Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, ...more });
const asked = { FunctionName: '${Function}', 'Payload.$': '$' };
const caught = (error: string, name: string) => ({ ErrorEquals: [error], ResultPath: '$.error', Next: name });

const errors = {
  StartAt: 'Call',
  States: {
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: asked,
      TimeoutSeconds: 2,
      Catch: [
        ...['TooDark', 'Runtime.ExitError', 'States.Timeout', 'Lambda.ResourceNotFoundException'].map(error =>
          caught(error, error),
        ),
        caught('States.TaskFailed', 'Other'),
      ],
      End: true,
    },
    ...Object.fromEntries(
      ['TooDark', 'Runtime.ExitError', 'States.Timeout', 'Lambda.ResourceNotFoundException', 'Other'].map(name => [
        name,
        { Type: 'Pass', Parameters: { caught: name, 'cause.$': '$.error.Cause' }, End: true },
      ]),
    ),
  },
};

const resources = {
  Role: role,
  Function: functionOf(`
    class TooDark extends Error { constructor() { super('dark'); this.name = 'TooDark'; } }
    exports.handler = async event => {
      if (event.what === 'throw') throw new TooDark();
      if (event.what === 'exit') process.exit(1);
      if (event.what === 'sleep') await new Promise(resolve => setTimeout(resolve, 4000));
      if (event.retries < 2) throw new TooDark();
      return { ...event, answered: true };
    };
  `),
  Bucket: { Type: 'AWS::S3::Bucket' },
  Queue: { Type: 'AWS::SQS::Queue' },
  Group: { Type: 'AWS::Logs::LogGroup' },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    },
  },
  Errors: machineOf(errors, { Function: { Ref: 'Function' } }),
  Retried: machineOf(
    task(
      'lambda:invoke',
      { FunctionName: '${Function}', Payload: { 'retries.$': '$$.State.RetryCount' } },
      {
        Retry: [{ ErrorEquals: ['TooDark'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }],
        OutputPath: '$.Payload',
      },
    ),
    { Function: { Ref: 'Function' } },
  ),
  PutObject: machineOf(
    task('aws-sdk:s3:putObject', {
      Bucket: '${Bucket}',
      'Key.$': '$.key',
      'Body.$': '$.body',
      ContentType: 'application/json',
      Metadata: { reason: 'TOO_DARK' },
    }),
    { Bucket: { Ref: 'Bucket' } },
  ),
  GetObject: machineOf(task('aws-sdk:s3:getObject', { Bucket: '${Bucket}', 'Key.$': '$.key' }), {
    Bucket: { Ref: 'Bucket' },
  }),
  GetMissing: machineOf(
    {
      StartAt: 'Get',
      States: {
        Get: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
          Parameters: { Bucket: '${Bucket}', Key: 'nothing' },
          Catch: [{ ErrorEquals: ['S3.NoSuchKeyException'], Next: 'Gone' }],
          End: true,
        },
        Gone: { Type: 'Pass', Result: 'gone', End: true },
      },
    },
    { Bucket: { Ref: 'Bucket' } },
  ),
  CopyObject: machineOf(
    task('aws-sdk:s3:copyObject', { Bucket: '${Bucket}', 'Key.$': '$.to', 'CopySource.$': '$.from' }),
    { Bucket: { Ref: 'Bucket' } },
  ),
  SdkSend: machineOf(
    task('aws-sdk:sqs:sendMessage', { QueueUrl: '${Queue}', 'MessageBody.$': 'States.JsonToString($)' }),
    { Queue: { Ref: 'Queue' } },
  ),
  Send: machineOf(task('sqs:sendMessage', { QueueUrl: '${Queue}', 'MessageBody.$': '$' }), { Queue: { Ref: 'Queue' } }),
  Put: machineOf(task('dynamodb:putItem', { TableName: '${Table}', Item: { pk: { 'S.$': '$.pk' }, n: { N: '1' } } }), {
    Table: { Ref: 'Table' },
  }),
  Update: machineOf(
    task('dynamodb:updateItem', {
      TableName: '${Table}',
      Key: { pk: { 'S.$': '$.pk' } },
      UpdateExpression: 'SET #n = #n + :one, err = :error',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':error': { 'S.$': '$.error' } },
    }),
    { Table: { Ref: 'Table' } },
  ),
  Flatten: machineOf(
    only({
      Type: 'Map',
      ItemsPath: '$.batches',
      ItemProcessor: only({ Type: 'Pass' }),
      ResultSelector: { 'batchItemFailures.$': '$[*].failures[*]' },
    }),
  ),
  Waits: machineOf(only({ Type: 'Map', MaxConcurrency: 5, ItemProcessor: only({ Type: 'Wait', Seconds: 1 }) })),
  Jsonata: machineOf(
    only(
      {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: '${Function}', Payload: { name: '{% $uppercase($states.input.name) %}' } },
        Output: { greeting: "{% 'hello ' & $states.result.Payload.name %}", many: '{% $states.input.list[n > 1].n %}' },
      },
      { QueryLanguage: 'JSONata' },
    ),
    { Function: { Ref: 'Function' } },
  ),
  Slow: machineOf(only({ Type: 'Wait', Seconds: 20 }, { TimeoutSeconds: 1 })),
  Standard: machineOf(only({ Type: 'Pass' }), {}, 'STANDARD'),
  Child: machineOf(
    { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Refused', Cause: 'by a rule' } } },
    {},
    'STANDARD',
  ),
  Parent: machineOf(
    task('states:startExecution.sync:2', { StateMachineArn: '${Child}' }),
    { Child: { Ref: 'Child' } },
    'STANDARD',
  ),
  Large: machineOf(task('lambda:invoke', asked), { Function: { Ref: 'Function' } }),
  Logged: {
    ...machineOf(task('lambda:invoke', asked), { Function: { Ref: 'Function' } }),
  },
};
Object.assign(resources.Logged.Properties, {
  LoggingConfiguration: {
    Level: 'ERROR',
    IncludeExecutionData: true,
    Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arnOf('Group') } }],
  },
});

const stack = new Deployed('workflow');
beforeAll(() => stack.create(resources));
afterAll(async () => {
  await emptyBucket(stack.idOf('Bucket'));
  await stack.destroy();
});

async function run(machine: keyof typeof resources, input: unknown) {
  const answer = await workflows.send(
    new StartSyncExecutionCommand({ stateMachineArn: stack.idOf(machine), input: JSON.stringify(input) }),
  );
  return { ...answer, output: answer.output === undefined ? undefined : JSON.parse(answer.output) };
}

describe('lambda:invoke', () => {
  it.each([
    ['throw', 'TooDark'],
    ['exit', 'Runtime.ExitError'],
    ['sleep', 'States.Timeout'],
  ])('of a function that does %s is caught as %s', async (what, name) => {
    const { output } = await run('Errors', { what });
    expect(output.caught).toBe(name);
  });

  it('gives the function’s error as JSON in Cause', async () => {
    const { output } = await run('Errors', { what: 'throw' });
    expect(JSON.parse(output.cause)).toMatchObject({ errorType: 'TooDark', errorMessage: 'dark' });
  });

  it('is retried by the error’s own name', async () => {
    expect((await run('Retried', {})).output).toEqual({ retries: 2, answered: true });
  });
});

describe('service tasks', () => {
  it('aws-sdk:s3:putObject writes JSON and text, with content type and metadata', async () => {
    const Key = 'reasons/a b+c%20é.json';
    const { output } = await run('PutObject', { key: Key, body: { code: 'TOO_DARK' } });
    const Bucket = stack.idOf('Bucket');
    const read = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await read.Body?.transformToString()).toBe('{"code":"TOO_DARK"}');
    expect(read).toMatchObject({
      ContentType: 'application/json',
      Metadata: { reason: 'TOO_DARK' },
      ETag: output.ETag,
    });
    await run('PutObject', { key: 'text', body: 'plain' });
    expect((await run('GetObject', { key: 'text' })).output).toMatchObject({ Body: 'plain', ContentLength: 5 });
  });

  it('aws-sdk:s3:getObject of a missing key is S3.NoSuchKeyException', async () => {
    expect((await run('GetMissing', {})).output).toBe('gone');
  });

  it('aws-sdk:s3:copyObject copies between hostile keys', async () => {
    const Bucket = stack.idOf('Bucket');
    const from = 'in/a+b %2F?é.jpg';
    await s3.send(new PutObjectCommand({ Bucket, Key: from, Body: 'bytes' }));
    const to = 'out/a+b %2F?é.jpg';
    const { output } = await run('CopyObject', { to, from: `${Bucket}/${encodeURIComponent(from)}` });
    expect(output.CopyObjectResult.ETag).toMatch(/.+/);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: to }));
    expect(await read.Body?.transformToString()).toBe('bytes');
  });

  it('both forms of sqs:sendMessage send', async () => {
    await run('SdkSend', { by: 'sdk' });
    await run('Send', { by: 'optimised' });
    const bodies = new Set<string>();
    await eventually(async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: stack.idOf('Queue') }));
      for (const message of Messages) bodies.add(message.Body ?? '');
      return bodies.size === 2 || undefined;
    });
    expect([...bodies].map(body => JSON.parse(body).by).sort()).toEqual(['optimised', 'sdk']);
  });

  it('dynamodb:putItem and updateItem take expressions, names and values', async () => {
    await run('Put', { pk: 'photo' });
    await run('Update', { pk: 'photo', error: 'TOO_DARK' });
    const key = { TableName: stack.idOf('Table'), Key: { pk: { S: 'photo' } } };
    const { Item } = await dynamodb.send(new GetItemCommand(key));
    expect(Item).toEqual({ pk: { S: 'photo' }, n: { N: '2' }, err: { S: 'TOO_DARK' } });
  });

  it('a failed condition is DynamoDB.ConditionalCheckFailedException', async () => {
    const { status, error } = await run('Update', { pk: 'nobody', error: 'x' });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'DynamoDB.ConditionalCheckFailedException' });
  });
});

describe('an Express workflow', () => {
  it('flattens the failures of a Map with $[*].failures[*]', async () => {
    const batches = [
      { failures: [{ itemIdentifier: 'a' }] },
      { failures: [] },
      {},
      { failures: [{ itemIdentifier: 'b' }] },
    ];
    expect((await run('Flatten', { batches })).output).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
    });
  });

  it('runs the items of a Map at once, up to MaxConcurrency', async () => {
    const started = Date.now();
    await run('Waits', [1, 2, 3, 4, 5]);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(Date.now() - started).toBeGreaterThan(950);
  });

  it('evaluates JSONata', async () => {
    const { output } = await run('Jsonata', { name: 'ann', list: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(output).toEqual({ greeting: 'hello ANN', many: [2, 3] });
  });

  it('is TIMED_OUT after TimeoutSeconds', async () => {
    const started = Date.now();
    expect(await run('Slow', {})).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout', output: undefined });
    expect(Date.now() - started).toBeLessThan(3000);
  });

  it('fails with States.DataLimitExceeded above 256 KiB', async () => {
    const answer = await run('Large', { text: 'x'.repeat(262_100) });
    expect(answer).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('starts without a pause and leaves no execution to describe', async () => {
    const started = Date.now();
    const { executionArn } = await run('Flatten', { batches: [] });
    expect(Date.now() - started).toBeLessThan(130);
    await expect(workflows.send(new DescribeExecutionCommand({ executionArn: executionArn! }))).rejects.toThrow();
  });

  it('logs its failures to the log group of its logging configuration', async () => {
    await run('Logged', { what: 'throw' });
    const logGroupName = stack.idOf('Group');
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    const entries = events.map(event => JSON.parse(event.message ?? '{}'));
    expect(entries.map(entry => entry.type)).toEqual(['TaskFailed', 'ExecutionFailed']);
    expect(entries[1].details.error).toBe('TooDark');
  });

  it('is the only type that StartSyncExecution starts', async () => {
    await expect(run('Standard', {})).rejects.toThrow(
      expect.objectContaining({ name: 'StateMachineTypeNotSupported' }),
    );
  });
});

describe('a nested workflow', () => {
  it('that fails is States.TaskFailed, with the child’s description as the cause', async () => {
    const start = new StartExecutionCommand({ stateMachineArn: stack.idOf('Parent'), input: '{}' });
    const { executionArn } = await workflows.send(start);
    const ended = await eventually(async () => {
      const described = await workflows.send(new DescribeExecutionCommand({ executionArn: executionArn! }));
      return described.status === 'RUNNING' ? undefined : described;
    });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(ended.cause ?? '{}')).toMatchObject({ Status: 'FAILED', Error: 'Refused', Cause: 'by a rule' });
  });
});

describe('AWS/States metrics', () => {
  const sum = async (MetricName: string, machine: keyof typeof resources) => {
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/States',
        MetricName,
        Dimensions: [{ Name: 'StateMachineArn', Value: stack.idOf(machine) }],
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 3600,
        Statistics: ['Sum'],
      }),
    );
    return Datapoints[0]?.Sum ?? 0;
  };

  it('count executions that start, succeed, fail and time out', async () => {
    const { executionArn } = await workflows.send(
      new StartExecutionCommand({ stateMachineArn: stack.idOf('Standard'), input: '{}' }),
    );
    await eventually(async () => {
      const { status } = await workflows.send(new DescribeExecutionCommand({ executionArn: executionArn! }));
      return status === 'SUCCEEDED' || undefined;
    });
    await eventually(async () => ((await sum('ExecutionsSucceeded', 'Standard')) === 1 ? true : undefined));
    expect(await sum('ExecutionsStarted', 'Standard')).toBe(1);
    expect(await sum('ExecutionsFailed', 'Large')).toBe(1);
    expect(await sum('ExecutionsTimedOut', 'Slow')).toBe(1);
  });
});
