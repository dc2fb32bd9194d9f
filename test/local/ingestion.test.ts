import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import sharp from 'sharp';
import { recordKey } from '../../lambdas/domain/ingestion/record-key';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';

jest.setTimeout(300_000);

let world: DeployedEverloop;
let photo: Buffer;
const sqs = new SQSClient();
const s3 = new S3Client();

beforeAll(async () => {
  world = await deployedEverloop();
  photo = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
});

const today = () => new Date().toISOString().slice(0, 10);
const redrive = (key: string, over: object = {}) => ({
  source: 'everloop.redrive',
  bucket: world.deployment.IntakeBucket,
  key,
  why: 'test',
  ...over,
});
const countVersions = async (bucket: string, key: string) => {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
  return Versions.filter(version => version.Key === key).length;
};

describe('what arrives', () => {
  it('is curated with its features when it is a good photo', async () => {
    const key = 'labelled/product-images/bags/good.jpg';
    const versionId = await world.arrive(key, photo);
    expect(await world.outcomeOf(key, versionId)).toMatchObject({ outcome: 'accepted' });
    const bucket = world.deployment.CuratedBucket;
    expect(Buffer.from((await world.objects.get({ bucket, key }))?.bytes ?? [])).toEqual(photo);
    const record = recordKey({ kind: 'examples', workload: 'product-images', day: today(), key, versionId });
    const features = JSON.parse(
      Buffer.from((await world.objects.get({ bucket, key: record }))?.bytes ?? []).toString(),
    );
    expect(features).toMatchObject({
      label: 'bags',
      width: 320,
      height: 240,
      features: { brightness: expect.any(Number) },
    });
  });

  it('is quarantined, byte for byte, with the reason when it is broken', async () => {
    const key = 'incoming/product-images/broken.jpg';
    const broken = photo.subarray(0, photo.length - 100);
    const versionId = await world.arrive(key, broken);
    expect(await world.outcomeOf(key, versionId)).toMatchObject({ outcome: 'rejected', reasonCodes: ['TRUNCATED'] });
    const bytes = (await world.objects.get({ bucket: world.deployment.QuarantineBucket, key }))?.bytes ?? [];
    expect(Buffer.from(bytes)).toEqual(broken);
  });

  it.each([
    ['spaces, plus and percent', 'a b+c%2F%zz.jpg'],
    ['newlines', 'line\nbreak\r.jpg'],
    ['emoji', '👗 dress.jpg'],
    ['composed letters', 'caf\u00e9.jpg'],
    ['decomposed letters', 'cafe\u0301.jpg'],
    ['dots that are no path', 'a/../../b/./c.jpg'],
    ['1,024 bytes', `${'x'.repeat(1024 - 'incoming/product-images/'.length - 4)}.jpg`],
  ])('keeps a key with %s', async (_, name) => {
    const key = `incoming/product-images/${name}`;
    const versionId = await world.arrive(key, photo);
    expect(await world.outcomeOf(key, versionId)).toMatchObject({ outcome: 'accepted' });
    expect(await countVersions(world.deployment.CuratedBucket, key)).toBe(1);
  });
});

describe('exactly once in effect', () => {
  it('the same message five times has one effect', async () => {
    const key = 'incoming/product-images/five-times.jpg';
    const versionId = await world.arrive(key, photo);
    await withVisibility(5, async () => {
      await Promise.all([1, 2, 3, 4].map(() => world.send(redrive(key, { versionId }))));
      await world.outcomeOf(key, versionId);
      await eventually('empty queue', isQueueEmpty);
    });
    expect(await countVersions(world.deployment.CuratedBucket, key)).toBe(1);
  });

  it('only the failed item of ten returns to the queue, and ends in the dead-letter queue with its error', async () => {
    const keys = Array.from({ length: 10 }, (_, index) => `incoming/product-images/ten/${index}.jpg`);
    const versions = await pausedArrivals(keys);
    const QueueUrl = world.deployment.IntakeQueueUrl;
    const Entries = keys.map((key, index) => ({
      Id: `${index}`,
      MessageBody: index === 2 ? '{"poison": true}' : JSON.stringify(redrive(key, { versionId: versions[index] })),
    }));
    const others = keys.filter((_, index) => index !== 2);
    const [poison, letter] = await withVisibility(3, async () => {
      const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      const id = Successful.find(({ Id }) => Id === '2')?.MessageId ?? '';
      for (const key of others) await world.outcomeOf(key, versions[keys.indexOf(key)] ?? '');
      return [id, await eventually('dead letter', () => receiveDeadLetter(id))] as const;
    });
    expect(letter.Body).toBe('{"poison": true}');
    expect(await world.errorOf(poison)).toMatchObject({ error: 'UnreadableMessageError' });
    for (const key of others) expect(await countVersions(world.deployment.CuratedBucket, key)).toBe(1);
  });

  it('an object that vanished before its turn is skipped, not failed', async () => {
    const message = await world.send(redrive('incoming/product-images/never-there.jpg'));
    await eventually('empty queue', isQueueEmpty);
    expect(await world.errorOf(message)).toBeNull();
  });
});

describe('what never caused an event', () => {
  it('is validated by a backfill', async () => {
    const keys = Array.from({ length: 5 }, (_, index) => `incoming/product-images/backfill/${index}.jpg`);
    const versions = await pausedArrivals(keys);
    const states = new SFNClient();
    const { executionArn } = await states.send(
      new StartExecutionCommand({
        stateMachineArn: world.deployment.BackfillWorkflow,
        input: JSON.stringify({ prefix: 'incoming/product-images/backfill/' }),
      }),
    );
    const status = await eventually('end of the backfill', async () => {
      const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? null : (execution.status ?? null);
    });
    expect(status).toBe('SUCCEEDED');
    for (const [index, key] of keys.entries()) {
      expect(await world.outcomeOf(key, versions[index] ?? '')).toMatchObject({ outcome: 'accepted' });
    }
    const { keys: results } = await world.objects.list(world.deployment.CuratedBucket, '_backfill/');
    expect(results.length).toBeGreaterThan(0);
  });

  it('is looked for by the reconciler, which leaves alone what is done or new', async () => {
    const { Payload, FunctionError } = await new LambdaClient().send(
      new InvokeCommand({ FunctionName: world.deployment.ReconcileFunction }),
    );
    expect(FunctionError).toBeUndefined();
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ complete: true, redriven: 0 });
  });
});

/** Runs `work` while a message's tries are `seconds` apart: a test can't wait for the deployed queue's 40 s each. */
async function withVisibility<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const QueueUrl = world.deployment.IntakeQueueUrl;
  const { Attributes: before } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: `${seconds}` } }));
  try {
    return await work();
  } finally {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: before }));
  }
}

/** Puts objects into intake whose events are lost, as when a rule is disabled. */
async function pausedArrivals(keys: readonly string[]): Promise<string[]> {
  const events = new EventBridgeClient();
  const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: 'Everloop-local-Ingestion' }));
  const Name = Rules[0]?.Name ?? '';
  await events.send(new DisableRuleCommand({ Name }));
  try {
    const versions: string[] = [];
    for (const key of keys) versions.push(await world.arrive(key, photo));
    return versions;
  } finally {
    await events.send(new EnableRuleCommand({ Name }));
  }
}

async function isQueueEmpty(): Promise<true | null> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: world.deployment.IntakeQueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.every(name => Attributes?.[name] === '0') || null;
}

async function receiveDeadLetter(messageId: string) {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: world.deployment.DeadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 1,
    }),
  );
  return Messages.find(message => message.MessageId === messageId) ?? null;
}
