import { eventTimes } from '../../../local/sagemaker/events/event-times';
import { JobFailure } from '../../../local/sagemaker/jobs/job-failure';
import { MetricReader } from '../../../local/sagemaker/jobs/metric-definitions';
import { Places } from '../../../local/sagemaker/jobs/places';
import { manifestFiles, relativeKey } from '../../../local/sagemaker/jobs/s3-input';
import { generatedName } from '../../../local/sagemaker/resources/generated-name';
import { endpointEvent } from '../../../local/sagemaker/serving/endpoint-event';
import { advance } from '../../../local/sagemaker/training/secondary-status';
import { payloads } from '../../../local/sagemaker/transform/payloads';

test.each([
  ['train/a.csv', 'train', 'a.csv'],
  ['train/a.csv', 'train/', 'a.csv'],
  ['train/deep/a.csv', 'train', 'deep/a.csv'],
  ['train/a.csv', 'train/a.csv', 'a.csv'],
  ['train/apple.csv', 'train/a', 'apple.csv'],
  ['a.csv', '', 'a.csv'],
])('%s below %s is %s', (key, prefix, expected) => expect(relativeKey(key, prefix)).toBe(expected));

test('a manifest names files below its prefix', () => {
  expect(manifestFiles('[{"prefix":"s3://b/p/"},"a.csv","d/b.csv"]')).toEqual([
    { uri: 's3://b/p/a.csv', relative: 'a.csv' },
    { uri: 's3://b/p/d/b.csv', relative: 'd/b.csv' },
  ]);
});

test('metrics are the first group of their expression; the last finite value is final', () => {
  const reader = new MetricReader([{ Name: 'loss', Regex: 'loss=([^;]+)' }]);
  expect(reader.read('epoch 1 loss=0.5; ok', 10)).toEqual([]);
  expect(reader.read('epoch 2 loss=2.5e-1;', 11)).toEqual([]);
  expect(reader.read('epoch 3 loss=nan;', 12)).toEqual(['loss']);
  expect(reader.read('nothing', 13)).toEqual([]);
  expect(reader.final()).toEqual([{ MetricName: 'loss', Value: 0.25, Timestamp: 11 }]);
  expect(reader.take()).toHaveLength(2);
  expect(reader.take()).toEqual([]);
});

test('refuses an expression that cannot be read', () => {
  expect(() => new MetricReader([{ Name: 'm', Regex: '(' }])).toThrow(/regular expression of metric m is invalid/);
});

test('a failure reason keeps its exit code within 1024 characters', () => {
  const { message } = new JobFailure('AlgorithmError', 'x'.repeat(3_000), 7);
  expect(message).toHaveLength(1024);
  expect(message.endsWith('x, exit code: 7')).toBe(true);
});

test('as many jobs run at a time as there are places, the others in their order', async () => {
  const places = new Places(2);
  const started: number[] = [];
  const releases: (() => void)[] = [];
  const job = (number: number) =>
    places.use(() => {
      started.push(number);
      return new Promise<void>(resolve => releases.push(resolve));
    });
  const all = [1, 2, 3, 4].map(job);
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  releases[1]?.();
  await all[1];
  await new Promise(setImmediate);
  expect(started).toEqual([1, 2, 3]);
  releases[0]?.();
  releases[2]?.();
  await new Promise(setImmediate);
  releases[3]?.();
  await Promise.all(all);
});

test('a secondary status ends where the next begins', () => {
  const first = advance({ SecondaryStatusTransitions: [] }, 'Starting', 1);
  expect(advance(first, 'Downloading', 2).SecondaryStatusTransitions).toEqual([
    { Status: 'Starting', StartTime: 1, EndTime: 2, StatusMessage: 'Preparing the instances for training' },
    { Status: 'Downloading', StartTime: 2, StatusMessage: 'Downloading input data' },
  ]);
});

test('times of job events are epoch milliseconds, at any depth', () => {
  expect(eventTimes({ CreationTime: 1.5, Timeout: 3, Transitions: [{ EndTime: 2 }] })).toEqual({
    CreationTime: 1500,
    Timeout: 3,
    Transitions: [{ EndTime: 2000 }],
  });
});

test('statuses of endpoint events are in capitals', () => {
  const endpoint = {
    EndpointName: 'E',
    EndpointArn: 'arn',
    EndpointConfigName: 'C',
    EndpointStatus: 'UpdateRollbackFailed' as const,
    CreationTime: 1,
    LastModifiedTime: 2,
  };
  expect(endpointEvent(endpoint, [{ Key: 'a', Value: 'b' }])).toMatchObject({
    detailType: 'SageMaker Endpoint State Change',
    detail: { EndpointStatus: 'UPDATE_ROLLBACK_FAILED', CreationTime: 1000, Tags: { a: 'b' } },
  });
});

const bytes = (text: string) => new TextEncoder().encode(text);
const cut = (text: string, splitting: Parameters<typeof payloads>[1]) =>
  payloads(bytes(text), splitting).map(part => new TextDecoder().decode(part));

test.each([
  ['None', 'MultiRecord', 100, ['a\nb\nc']],
  ['Line', 'SingleRecord', 100, ['a\n', 'b\n', 'c']],
  ['Line', 'MultiRecord', 4, ['a\nb\n', 'c']],
] as const)('splits by %s, %s, %i bytes', (split, strategy, mostBytes, expected) => {
  expect(cut('a\nb\nc', { split, strategy, mostBytes })).toEqual(expected);
});

test('refuses a record that is larger than a payload', () => {
  expect(() => cut('abc\nd', { split: 'Line', strategy: 'MultiRecord', mostBytes: 3 })).toThrow(
    'at most 3 bytes (MaxPayloadInMB), got 4',
  );
});

test('generated names are unique, fit, and start with a letter or digit', () => {
  const names = [1, 2].map(() => generatedName({ stack: 's'.repeat(60), logicalId: 'Model' }));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
});
