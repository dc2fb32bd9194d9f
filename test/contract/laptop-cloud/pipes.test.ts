import { createHash } from 'node:crypto';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { arnOf, connection, Deployed, eventually, functionOf, machineOf, role } from './deployed';

jest.setTimeout(60_000);

const sqs = new SQSClient(connection);
const logs = new CloudWatchLogsClient(connection);

// Logs each delivery, and answers with what the bodies ask for.
const recorder = functionOf(`
  exports.handler = async records => {
    const asked = records.map(record => ({
      id: record.messageId,
      body: record.attributes?.ApproximateReceiveCount === '2' && record.body === 'fail once' ? 'fine' : record.body ?? '',
    }));
    console.log(JSON.stringify({ batch: records }));
    await new Promise(resolve => setTimeout(resolve, asked.some(one => one.body === 'slow') ? 3000 : 0));
    if (asked.some(one => one.body === 'throw')) throw new Error('refused');
    if (asked.some(one => one.body === 'unknown id')) return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
    if (asked.some(one => one.body === 'empty id')) return { batchItemFailures: [{ itemIdentifier: '' }] };
    if (asked.some(one => one.body === 'nothing')) return null;
    const failed = asked.filter(one => one.body.startsWith('fail'));
    return { batchItemFailures: failed.map(one => ({ itemIdentifier: one.id })) };
  };
`);

const callsRecorder = {
  StartAt: 'Record',
  States: {
    Record: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: '${Recorder}', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      End: true,
    },
  },
};

const queue = (properties: object = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });
const pipe = (target: unknown, parameters: object, source: object = {}, from = 'Queue') => ({
  Type: 'AWS::Pipes::Pipe',
  Properties: {
    RoleArn: arnOf('Role'),
    Source: arnOf(from),
    Target: target,
    TargetParameters: parameters,
    SourceParameters: { SqsQueueParameters: { BatchSize: 10, ...source } },
  },
});
const waits = { StepFunctionStateMachineParameters: { InvocationType: 'REQUEST_RESPONSE' } };

interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Record<string, string>;
  readonly [field: string]: unknown;
}

/** The batches that the recorder of a stack saw, oldest first. */
async function batches(stack: Deployed): Promise<SqsRecord[][]> {
  const logGroupName = `/aws/lambda/${stack.idOf('Recorder')}`;
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10000 }));
  const seen = events.map(event => event.message ?? '').filter(line => line.startsWith('{"batch"'));
  return seen.map(line => JSON.parse(line).batch);
}

async function send(stack: Deployed, bodies: string[], queueId = 'Queue'): Promise<void> {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies.slice(start, start + 10).map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.idOf(queueId), Entries }));
  }
}

async function counts(stack: Deployed, queueId = 'Queue'): Promise<{ visible: number; hidden: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.idOf(queueId), AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes['ApproximateNumberOfMessages']),
    hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  };
}

const emptied = (stack: Deployed) =>
  eventually(async () => {
    const { visible, hidden } = await counts(stack);
    return visible + hidden === 0 ? true : undefined;
  });

const seenBodies = (seen: SqsRecord[][]) => seen.flat().map(record => record.body);

describe('a pipe from SQS to an Express workflow, REQUEST_RESPONSE', () => {
  const stack = new Deployed('pipe-workflow');
  const dead = { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 };
  beforeAll(() =>
    stack.create({
      Role: role,
      Recorder: recorder,
      Dead: queue(),
      Queue: queue({ VisibilityTimeout: 2, RedrivePolicy: dead }),
      Machine: machineOf(callsRecorder, { Recorder: { Ref: 'Recorder' } }),
      Pipe: pipe({ Ref: 'Machine' }, waits),
    }),
  );
  afterAll(() => stack.destroy());

  it('delivers the documented SQS record', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'photo' } };
    const QueueUrl = stack.idOf('Queue');
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{"é":1}', MessageAttributes }),
    );
    const record = await eventually(async () => (await batches(stack)).flat().find(one => one.messageId === MessageId));
    expect(record).toEqual({
      messageId: MessageId,
      receiptHandle: expect.stringMatching(/.+/),
      body: '{"é":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: { kind: expect.objectContaining({ stringValue: 'photo', dataType: 'String' }) },
      md5OfBody: createHash('md5').update('{"é":1}').digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:\d{12}:/),
      awsRegion: 'us-east-1',
    });
    await emptied(stack);
  });

  it('returns only the failed item of a batch to the queue, which ends in the dead-letter queue', async () => {
    const bodies = Array.from({ length: 10 }, (_, index) => (index === 3 ? 'fail 3' : `good ${index}`));
    await send(stack, bodies);
    const poisoned = await eventually(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: stack.idOf('Dead'), VisibilityTimeout: 0 }),
      );
      return Messages[0];
    });
    expect(poisoned.Body).toBe('fail 3');
    const seen = (await batches(stack)).flat();
    expect(seen.filter(record => record.body === 'fail 3').map(r => r.attributes['ApproximateReceiveCount'])).toEqual([
      '1',
      '2',
    ]);
    for (const body of bodies.filter(one => one !== 'fail 3')) {
      expect(seen.filter(record => record.body === body)).toHaveLength(1);
    }
    expect(await counts(stack)).toEqual({ visible: 0, hidden: 0 });
  });

  it.each(['throw', 'unknown id', 'empty id'])('returns the whole batch when the answer is: %s', async answer => {
    await send(stack, [answer, `beside ${answer}`]);
    const deliveriesOf = async (body: string) => seenBodies(await batches(stack)).filter(one => one === body).length;
    await eventually(async () => ((await deliveriesOf(`beside ${answer}`)) === 2 ? true : undefined));
    expect(await deliveriesOf(answer)).toBe(2);
    await emptied(stack);
  });

  it('deletes the whole batch when the answer is empty', async () => {
    await send(stack, ['nothing', 'beside nothing']);
    await eventually(async () => (seenBodies(await batches(stack)).includes('beside nothing') ? true : undefined));
    await emptied(stack);
  });

  it('reacts to a message within half a second', async () => {
    await emptied(stack);
    const sent = Date.now();
    await send(stack, ['prompt']);
    const record = await eventually(async () => (await batches(stack)).flat().find(one => one.body === 'prompt'));
    expect(Number(record.attributes['ApproximateFirstReceiveTimestamp']) - sent).toBeLessThan(500);
  });
});

describe('a pipe from SQS to a function', () => {
  const stack = new Deployed('pipe-function');
  const template =
    '{"what": <$.body.name>, "text": "it is <$.body.name>!", "from": <aws.pipes.pipe-name>, "n": <$.body.n>}';
  beforeAll(() =>
    stack.create({
      Role: role,
      Recorder: recorder,
      Queue: queue({ VisibilityTimeout: 5 }),
      Windowed: queue({ VisibilityTimeout: 30 }),
      Shaped: queue(),
      Pipe: pipe(arnOf('Recorder'), { LambdaFunctionParameters: { InvocationType: 'REQUEST_RESPONSE' } }),
      WindowedPipe: pipe(arnOf('Recorder'), {}, { BatchSize: 40, MaximumBatchingWindowInSeconds: 2 }, 'Windowed'),
      ShapedPipe: pipe(
        arnOf('Recorder'),
        { InputTemplate: template, LambdaFunctionParameters: { InvocationType: 'FIRE_AND_FORGET' } },
        {},
        'Shaped',
      ),
    }),
  );
  afterAll(() => stack.destroy());

  it('honours batchItemFailures of the function', async () => {
    await send(stack, ['fail once', 'fine']);
    await eventually(async () =>
      seenBodies(await batches(stack)).filter(body => body === 'fail once').length > 1 ? true : undefined,
    );
    expect(seenBodies(await batches(stack)).filter(body => body === 'fine')).toHaveLength(1);
    await emptied(stack);
  });

  it('gathers up to BatchSize messages within the batching window', async () => {
    await send(
      stack,
      Array.from({ length: 25 }, (_, index) => `windowed ${index}`),
      'Windowed',
    );
    const batch = await eventually(async () =>
      (await batches(stack)).find(one => one.some(record => record.body === 'windowed 24')),
    );
    expect(batch).toHaveLength(25);
  });

  it('delivers a full batch before the window ends', async () => {
    await send(
      stack,
      Array.from({ length: 40 }, (_, index) => `full ${index}`),
      'Windowed',
    );
    const sent = Date.now();
    await eventually(async () => (await batches(stack)).find(one => one.length === 40));
    expect(Date.now() - sent).toBeLessThan(1800);
  });

  it('works on several batches at once', async () => {
    await send(stack, ['slow']);
    await eventually(async () => ((await counts(stack)).hidden > 0 ? true : undefined));
    await send(stack, ['quick']);
    await eventually(async () => (seenBodies(await batches(stack)).includes('quick') ? true : undefined));
    expect(seenBodies(await batches(stack))).not.toContain('slow');
  });

  it('shapes each record with the input template', async () => {
    await send(stack, ['{"name": "a \\"coat\\"", "n": {"deep": [1]}}'], 'Shaped');
    const shaped = await eventually(async () => {
      const logGroupName = `/aws/lambda/${stack.idOf('Recorder')}`;
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      return events.map(event => event.message ?? '').find(line => line.includes('"what"'));
    }).catch(() => undefined);
    expect(JSON.parse(shaped ?? '{}').batch).toEqual([
      { what: 'a "coat"', text: 'it is a "coat"!', from: stack.idOf('ShapedPipe'), n: { deep: [1] } },
    ]);
  });
});

describe('a pipe that EventBridge refuses', () => {
  it('fails when BatchSize exceeds 10 without a batching window', async () => {
    const stack = new Deployed('pipe-refused');
    const refused = stack.create({
      Role: role,
      Recorder: recorder,
      Queue: queue(),
      Pipe: pipe(arnOf('Recorder'), {}, { BatchSize: 50 }),
    });
    await expect(refused).rejects.toThrow(/MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is 50/);
    await stack.destroy();
  });
});
