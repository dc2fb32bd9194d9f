import fc from 'fast-check';
import { pause } from '../../../lambdas/adapters/clock';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { predictionRecordSchema } from '../../../lambdas/contracts/prediction-record';
import type { QueuedEvent } from '../../../lambdas/contracts/queued-events';
import { longestBody } from '../../../lambdas/domain/predictions/pack-requests';
import type { Invocation } from '../../../lambdas/ports/endpoints';
import {
  curate,
  curated,
  keysOf,
  message,
  modelArn,
  type PredictionWorld,
  predictions,
  predictionWorld,
  record,
  recordsOf,
  workload,
} from '../../support/prediction-world';

let world: PredictionWorld;
beforeEach(() => {
  world = predictionWorld();
});

const done = { batchItemFailures: [] };
const failed = (...events: readonly QueuedEvent[]) => ({
  batchItemFailures: events.map(({ messageId }) => ({ itemIdentifier: messageId })),
});

it('tells monitors of each prediction that has its record, once', async () => {
  const event = await curate(world, 'a.jpg', 'bags');
  await world.run([event]);
  await world.run([await curate(world, 'b.jpg', 'broken')]);
  const [kept] = await recordsOf(world);
  expect(world.looks.calls).toEqual([`prediction of ${workload} at ${kept?.predictedAt}`]);
  await world.run([event]);
  expect(world.looks.calls).toHaveLength(1);
});

it('copies each image to the folder of its class, with one record each, asking once for all', async () => {
  const events = [await curate(world, 'a.jpg', 'bags'), await curate(world, 'deep/b.jpg', 'footwear 0.8')];
  expect(await world.run(events)).toEqual(done);
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/bags/a.jpg`, `${workload}/footwear/deep/b.jpg`]);
  expect(world.endpoints.calls.map(call => [call.endpointName, call.contentType])).toEqual([
    [`everloop-local-${workload}-production`, 'application/json'],
  ]);
  const [bags] = (await recordsOf(world)).filter(({ label }) => label === 'bags');
  expect(predictionRecordSchema.parse(bags)).toEqual(bags);
  expect(bags).toMatchObject({
    key: `incoming/${workload}/a.jpg`,
    sourceVersion: 'v1',
    modelPackageArn: modelArn,
    modelVersion: 7,
    artifactSha256: 'a'.repeat(64),
    correlationId: 'person-1',
    score: 0.9,
    probabilities: { bags: 0.9 },
    features: { brightness: 0.5 },
    itemsInCall: 2,
    arrivedAt: '2026-01-01T10:00:00.000Z',
    predictedAt: '2026-01-02T03:04:05.000Z',
  });
  expect(await keysOf(world, '_records/')).toContain(
    `_records/${workload}/day=2026-01-02/hour=03/${bags?.inferenceId}.ndjson`,
  );
  const copy = await world.objects.head({ bucket: predictions, key: `${workload}/bags/a.jpg` });
  expect(copy?.metadata).toMatchObject({
    supplier: 'north',
    'everloop-source-version': 'v1',
    'everloop-inference-id': bags?.inferenceId,
    'everloop-label': 'bags',
    'everloop-model-version': '7',
  });
});

it('shows people what the model was not sure of, beside its class', async () => {
  await world.run([await curate(world, 'a.jpg', 'bags 0.59'), await curate(world, 'b.jpg', 'bags 0.6')]);
  expect(await keysOf(world, `${workload}/`)).toEqual([
    `${workload}/_review/a.jpg`,
    `${workload}/bags/a.jpg`,
    `${workload}/bags/b.jpg`,
  ]);
  expect(world.journal.counts).toEqual({ [`${workload}/ImagesClassified`]: 2, [`${workload}/ImagesForReview`]: 1 });
});

it('puts what the model refuses, and what is too large for any endpoint, into a folder of its own', async () => {
  const large = await curate(world, 'large.jpg', `bags 0.9 ${'x'.repeat(longestBody)}`);
  expect(
    await world.run([await curate(world, 'a.jpg', 'refuse'), await curate(world, 'b.jpg', 'bags'), large]),
  ).toEqual(done);
  expect(await keysOf(world, `${workload}/`)).toEqual([
    `${workload}/_refused/a.jpg`,
    `${workload}/_refused/large.jpg`,
    `${workload}/bags/b.jpg`,
  ]);
  const refusals = (await recordsOf(world)).flatMap(({ refusal }) => refusal?.code ?? []);
  expect(refusals.sort()).toEqual(['REFUSED_BY_MODEL', 'TOO_LARGE_FOR_ENDPOINT']);
});

it('an image of unknown size is read only when it is small enough', async () => {
  const key = `incoming/${workload}/huge.jpg`;
  const bytes = Buffer.alloc(longestBody + 1, 'x');
  const metadata = { 'everloop-source-version': 'v1' };
  await world.objects.put({ bucket: curated, key }, { bytes, contentType: 'image/jpeg', metadata });
  const read: string[] = [];
  const get = world.objects.get.bind(world.objects);
  world.objects.get = ref => {
    read.push(ref.key);
    return get(ref);
  };
  await world.run([await record(world, { key, versionId: 'v1' })]);
  expect(read).not.toContain(key);
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/_refused/huge.jpg`]);
});

describe('without an endpoint', () => {
  beforeEach(() => {
    world.endpoints.answer = () => ({ kind: 'absent' });
  });

  it('images wait as new messages, longer each time, and no try is counted', async () => {
    const event = await curate(world, 'a.jpg', 'bags');
    expect(await world.run([event])).toEqual(done);
    for (let round = 0; round < 9; round++) {
      expect(await world.run([message(world.queue.bodies.at(-1) ?? '')])).toEqual(done);
    }
    expect(world.queue.delays).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    expect(await keysOf(world)).toEqual([]);
    expect(world.journal.counts).toEqual({ [`${workload}/ImagesWaiting`]: 10 });
  });

  it('the first message after the endpoint came classifies the image', async () => {
    await world.run([await curate(world, 'a.jpg', 'bags')]);
    world.endpoints.answer = predictionWorld().endpoints.answer;
    expect(await world.run([message(world.queue.bodies[0] ?? '')])).toEqual(done);
    expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/bags/a.jpg`]);
  });
});

it('a fault of the endpoint sends its images back, keeps the error, and frees them for the next try', async () => {
  const events = [await curate(world, 'a.jpg', 'broken'), await curate(world, 'b.jpg', 'bags')];
  expect(await world.run(events)).toEqual(failed(...events));
  expect(await keysOf(world)).toEqual([]);
  const [error] = await world.store.read([{ partition: `message#${events[0]?.messageId}`, sort: 'error' }]);
  expect(error).toMatchObject({ cause: 'the container died' });
  const again = events.map(event => ({ ...event, attributes: { ApproximateReceiveCount: '2' } }));
  expect(await world.run(again)).toEqual(failed(events[0] as QueuedEvent));
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/bags/b.jpg`]);
});

it('images that hang the container take no others with them: what is answered is placed, what nobody asked for waits', async () => {
  const asking = new AbortController();
  const { answer } = world.endpoints;
  world.endpoints.invoke = async invocation => {
    world.endpoints.calls.push(invocation);
    if (!Buffer.from(invocation.body).includes('hang')) return answer(invocation);
    return new Promise((_, reject) =>
      invocation.signal?.addEventListener('abort', () => reject(new Error('the container hangs'))),
    );
  };
  const says = { 'a.jpg': 'bags', 'b.jpg': 'hang', 'c.jpg': 'footwear', 'd.jpg': 'hang', 'e.jpg': 'bags' };
  const curating = Object.entries(says).map(([rest, text]) => curate(world, rest, text));
  const events = (await Promise.all(curating)).map(event => ({
    ...event,
    attributes: { ApproximateReceiveCount: '2' },
  }));
  const running = world.run(events, { askingEnds: () => asking.signal });
  while (world.endpoints.calls.length < 4 || (await recordsOf(world)).length < 2) await pause(1);
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/bags/a.jpg`, `${workload}/footwear/c.jpg`]);
  asking.abort();
  const [, hanging, , alsoHanging] = events as [QueuedEvent, QueuedEvent, QueuedEvent, QueuedEvent];
  expect(await running).toEqual(failed(hanging, alsoHanging));
  expect(world.endpoints.calls.length).toBe(4);
  const [error] = await world.store.read([{ partition: `message#${hanging.messageId}`, sort: 'error' }]);
  expect(error).toMatchObject({ cause: 'the container hangs' });
  world.endpoints.invoke = async invocation => answer(invocation);
  expect(await world.run([message(world.queue.bodies.at(-1) ?? '')])).toEqual(done);
  expect(await keysOf(world, `${workload}/bags/`)).toEqual([`${workload}/bags/a.jpg`, `${workload}/bags/e.jpg`]);
});

it('a model that names classes of another workload sends images back', async () => {
  const event = await curate(world, 'a.jpg', 'cat');
  expect(await world.run([event])).toEqual(failed(event));
});

it.each([
  ['no JSON', 'nonsense'],
  [
    'an event of another key',
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: curated }, object: { key: 'incoming/x' } },
    },
  ],
  ['a request of another shape', { source: 'everloop.prediction', bucket: curated }],
])('a message that is %s goes back, the others are done', async (_, body) => {
  const bad = message(body);
  expect(await world.run([bad, await curate(world, 'a.jpg', 'bags')])).toEqual(failed(bad));
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/bags/a.jpg`]);
});

it('examples of feedback are not classified', async () => {
  const key = `labelled/${workload}/bags/feedback/a.jpg`;
  expect(await world.run([await record(world, { key, versionId: 'v1', label: 'bags' })])).toEqual(done);
  expect(world.endpoints.calls).toEqual([]);
});

it('a new version moves the image to its new class; the event of the old version changes nothing', async () => {
  const old = await curate(world, 'a.jpg', 'bags 0.5');
  await world.run([old]);
  const next = await curate(world, 'a.jpg', 'footwear', { version: 'v2' });
  await world.run([next]);
  await world.run([old]);
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/footwear/a.jpg`]);
  expect((await recordsOf(world)).map(({ sourceVersion }) => sourceVersion).sort()).toEqual(['v1', 'v2']);
});

it('an old version whose event comes late is superseded, a deleted one vanished', async () => {
  const old = await curate(world, 'a.jpg', 'bags');
  const next = await curate(world, 'a.jpg', 'footwear', { version: 'v2' });
  await world.run([next]);
  await world.run([old]);
  expect((await recordsOf(world)).map(({ sourceVersion }) => sourceVersion)).toEqual(['v2']);
  const gone = await curate(world, 'b.jpg', 'bags');
  await world.objects.remove({ bucket: curated, key: `incoming/${workload}/b.jpg` });
  expect(await world.run([gone])).toEqual(done);
  expect(await keysOf(world, `${workload}/`)).toEqual([`${workload}/footwear/a.jpg`]);
});

it('classifies again when asked to, once for each request', async () => {
  const event = await curate(world, 'a.jpg', 'bags');
  await world.run([event]);
  const { key } = JSON.parse(event.body).detail.object;
  const request = { source: 'everloop.prediction', bucket: curated, key, again: 'new-model' };
  await world.run([message(request)]);
  await world.run([message(request)]);
  expect(world.endpoints.calls.length).toBe(2);
  expect(new Set((await recordsOf(world)).map(({ inferenceId }) => inferenceId)).size).toBe(2);
});

/** Fails at the given calls, as when a function dies or S3 has a bad minute. */
class FlakyStore extends MemoryObjectStore {
  calls = 0;
  failAt = new Set<number>();
  override put(...args: Parameters<MemoryObjectStore['put']>) {
    return this.maybe(() => super.put(...args));
  }
  override copy(...args: Parameters<MemoryObjectStore['copy']>) {
    return this.maybe(() => super.copy(...args));
  }
  private async maybe<T>(call: () => Promise<T>): Promise<T> {
    if (this.failAt.has(this.calls++)) throw new Error('S3 has a bad minute');
    return call();
  }
}

const imagesIn = ({ contentType, body }: Invocation): number =>
  contentType === 'application/json' ? JSON.parse(Buffer.from(body).toString()).instances.length : 1;

it('is exactly once in effect under duplicates, any order, and faults at any call', async () => {
  const run = fc.asyncProperty(
    fc.array(fc.nat(3), { minLength: 4, maxLength: 20 }),
    fc.uniqueArray(fc.nat(40), { maxLength: 12 }),
    async (deliveries, faults) => {
      const objects = new FlakyStore();
      const flaky = predictionWorld({ objects });
      const says = ['bags', 'footwear 0.4', 'bags 0.2', 'one-piece'];
      const events = await Promise.all(says.map((text, at) => curate(flaky, `${at}.jpg`, text)));
      objects.calls = 0;
      objects.failAt = new Set(faults);
      for (const at of deliveries) await flaky.run([events[at] as QueuedEvent]);
      objects.failAt = new Set();
      flaky.pass(3_600_000);
      expect(await flaky.run(events)).toEqual(done);
      expect(await keysOf(flaky, `${workload}/`)).toEqual([
        `${workload}/_review/1.jpg`,
        `${workload}/_review/2.jpg`,
        `${workload}/bags/0.jpg`,
        `${workload}/bags/2.jpg`,
        `${workload}/footwear/1.jpg`,
        `${workload}/one-piece/3.jpg`,
      ]);
      for (const key of await keysOf(flaky, `${workload}/`)) {
        expect(objects.countVersions({ bucket: predictions, key })).toBe(1);
      }
      expect((await recordsOf(flaky)).length).toBe(4);
      expect(flaky.endpoints.calls.map(imagesIn).reduce((sum, images) => sum + images, 0)).toBe(4);
    },
  );
  await fc.assert(run, { numRuns: 60 });
});
