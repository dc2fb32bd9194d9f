import fc from 'fast-check';
import { MemoryModelEndpoints } from '../../../lambdas/adapters/memory/model-endpoints';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { BackfillPart, BackfillRun } from '../../../lambdas/contracts/transform-backfill';
import { contentOf } from '../../../lambdas/domain/ingestion/placed-content';
import { longestBody } from '../../../lambdas/domain/predictions/pack-requests';
import { createHandOverAnswers } from '../../../lambdas/handlers/predictions/transform/hand-over-answers';
import { createPlanBackfill } from '../../../lambdas/handlers/predictions/transform/plan-backfill';
import { createPrepareBackfill } from '../../../lambdas/handlers/predictions/transform/prepare-backfill';
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
import { approved, artifactSha256, image } from '../serving/world';

let world: PredictionWorld;
beforeEach(() => {
  world = predictionWorld();
  world.endpoints.answer = () => ({ kind: 'absent' });
});

const decode = (bytes: Uint8Array | undefined): string => new TextDecoder('latin1').decode(bytes);
const run: BackfillRun = {
  id: '0a1b2c3d',
  workload,
  prefix: '',
  name: `everloop-local-${workload}-transform-0a1b2c3d`,
  role: 'arn:aws:iam::000000000000:role/jobs',
  version: { arn: modelArn, number: 7, image, modelUri: 's3://models/training/m.tar.gz', artifactSha256 },
};
const attributes = `everloop-model-package=${modelArn},everloop-artifact-sha256=${artifactSha256}`;
const done = { batchItemFailures: [] };

function steps(of: PredictionWorld = world, change: Partial<BackfillRun> = {}) {
  const { objects, store, queue } = of;
  const effects = { objects, store, queue, curatedBucket: curated, predictionsBucket: predictions };
  const asked = { ...run, ...change };
  return {
    plan: (last?: BackfillPart, imagesPerJob = 1000): Promise<BackfillPart> =>
      createPlanBackfill(effects)({ run: asked, imagesPerJob, ...(last && { last }) }),
    handOver: (part: BackfillPart) => createHandOverAnswers(effects)({ run: asked, part }),
  };
}

async function manifestOf({ manifestUri }: BackfillPart, of = world): Promise<unknown[]> {
  const key = manifestUri.replace(`s3://${predictions}/`, '');
  return JSON.parse(decode((await of.objects.get({ bucket: predictions, key }))?.bytes));
}

/** What SageMaker does: an answer beside each key of the manifest, but for images that break the model. */
async function transform(part: BackfillPart, of = world): Promise<void> {
  const [, ...keys] = (await manifestOf(part, of)) as [object, ...string[]];
  for (const key of keys) {
    const says = decode((await of.objects.get({ bucket: curated, key }))?.bytes).slice(4);
    if (says === 'broken') continue;
    const [label = '', score = '0.9'] = says.split(' ');
    const answer = { label, score: Number(score), scores: { [label]: Number(score) } };
    const refusal = { error: { code: 'NOT_AN_IMAGE', message: 'It is none.', remedy: '' } };
    const body = JSON.stringify({ predictions: [label === 'refuse' ? refusal : answer], attributes });
    const at = `${part.answersUri.replace(`s3://${predictions}/`, '')}${key}.out`;
    await of.objects.put(
      { bucket: predictions, key: at },
      { bytes: Buffer.from(body), contentType: 'application/json' },
    );
  }
}

async function answered(of = world, change: Partial<BackfillRun> = {}): Promise<BackfillPart> {
  const { plan, handOver } = steps(of, change);
  const part = await plan();
  await transform(part, of);
  await handOver(part);
  return part;
}

const messages = (of = world) => of.queue.bodies.map(body => message(body));
const images = (of = world) => keysOf(of, `${workload}/`);

describe('a plan', () => {
  it('lists unlabelled images below the prefix, as SageMaker reads them', async () => {
    await curate(world, 'spring/a.jpg', 'bags');
    await curate(world, 'autumn/b.jpg', 'bags');
    await record(world, { key: `labelled/${workload}/bags/c.jpg`, versionId: 'v1', label: 'bags' });
    const part = await steps(world, { prefix: 'spring/' }).plan();
    expect(part).toMatchObject({ number: 1, images: 1, queued: 0, jobName: `${run.name}-1` });
    expect(part.next).toBeUndefined();
    const key = `incoming/${workload}/spring/a.jpg`;
    expect(await manifestOf(part)).toEqual([{ prefix: `s3://${curated}/` }, key]);
  });

  it('leaves out what has its prediction, unless it is asked again, once', async () => {
    await curate(world, 'a.jpg', 'bags');
    await answered();
    await world.run(messages());
    expect(await steps().plan()).toMatchObject({ images: 0 });
    await answered(world, { again: 'new-model' });
    await world.run(messages());
    expect(await steps(world, { again: 'new-model' }).plan()).toMatchObject({ images: 0 });
    expect(await steps(world, { again: 'newer-model' }).plan()).toMatchObject({ images: 1 });
  });

  it('takes the version of an image that is there, however many records it has', async () => {
    await curate(world, 'a.jpg', 'bags');
    await curate(world, 'a.jpg', 'footwear', { version: 'v2' });
    const gone = `incoming/${workload}/gone.jpg`;
    await record(world, { key: gone, versionId: 'v1' });
    const part = await answered();
    expect(part.images).toBe(1);
    await world.run(messages());
    expect((await recordsOf(world)).map(({ sourceVersion }) => sourceVersion)).toEqual(['v2']);
  });

  it('asks by the queue for what no job takes: too many bytes, or a key too long for its answer', async () => {
    const long = `${'x'.repeat(950)}.jpg`;
    await curate(world, long, 'bags');
    await curate(world, 'large.jpg', `bags 0.9 ${'x'.repeat(longestBody)}`);
    expect(await steps().plan()).toMatchObject({ images: 0, queued: 2 });
    await world.run(messages());
    expect(await images()).toEqual([`${workload}/_refused/large.jpg`]);
    expect(world.queue.bodies.map(body => JSON.parse(body).waits ?? 0)).toEqual([0, 0, 1]);
  });

  it('ends a part when a job has enough, and begins the next one there', async () => {
    class SmallPages extends MemoryObjectStore {
      override async list(bucket: string, prefix: string, token = '0') {
        const { keys } = await super.list(bucket, prefix);
        const [from, to] = [Number(token), Number(token) + 2];
        return { keys: keys.slice(from, to), ...(to < keys.length && { next: `${to}` }) };
      }
    }
    const paged = predictionWorld({ objects: new SmallPages() });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await curate(paged, `${name}.jpg`, 'bags');
    const { plan } = steps(paged);
    const first = await plan(undefined, 3);
    expect(first).toMatchObject({ number: 1, images: 4, next: '4' });
    const second = await plan(first, 3);
    expect(second).toMatchObject({ number: 2, images: 1, jobName: `${run.name}-2` });
    expect(second.next).toBeUndefined();
  });
});

describe('an answer', () => {
  it('brings its image to the folder of its class without an endpoint, with a record that says who answered when', async () => {
    await curate(world, 'a.jpg', 'bags 0.5');
    await curate(world, 'b.jpg', 'refuse');
    const { plan, handOver } = steps();
    const part = await plan();
    await transform(part);
    expect(await handOver(part)).toEqual({ answered: 2, unanswered: 0 });
    expect(await world.run(messages())).toEqual(done);
    expect(world.endpoints.calls).toEqual([]);
    expect(await images()).toEqual([
      `${workload}/_refused/b.jpg`,
      `${workload}/_review/a.jpg`,
      `${workload}/bags/a.jpg`,
    ]);
    const [bags] = (await recordsOf(world)).filter(({ label }) => label === 'bags');
    const at = `_transform/${workload}/${run.id}/1/answers/incoming/${workload}/a.jpg.out`;
    const answer = await world.objects.head({ bucket: predictions, key: at });
    expect(bags).toMatchObject({
      modelPackageArn: modelArn,
      artifactSha256,
      correlationId: 'person-1',
      predictedAt: answer?.lastModified.toISOString(),
      milliseconds: 0,
      itemsInCall: 0,
      features: { brightness: 0.5 },
    });
  });

  it('that is not there sends its image back with the reason, and frees it for the next try', async () => {
    const { key } = JSON.parse((await curate(world, 'a.jpg', 'bags')).body).detail.object;
    const version = (await world.objects.head({ bucket: curated, key: `incoming/${workload}/a.jpg` }))?.versionId;
    const answer = { key: `_transform/${workload}/gone.out`, version };
    const event = message({ source: 'everloop.prediction', bucket: curated, key, answer });
    const sentBack = { batchItemFailures: [{ itemIdentifier: event.messageId }] };
    expect(await world.run([event])).toEqual(sentBack);
    expect(await world.run([{ ...event, messageId: 'another' }])).not.toEqual(done);
    const [error] = await world.store.read([{ partition: `message#${event.messageId}`, sort: 'error' }]);
    expect(error).toMatchObject({ error: 'AnswerUnusableError', cause: expect.stringContaining('gone.out') });
  });

  it.each([
    ['does not say which version gave it', JSON.stringify({ predictions: [{ label: 'bags', score: 1, scores: {} }] })],
    ['names another class', JSON.stringify({ predictions: [{ label: 'cat', score: 1, scores: {} }], attributes })],
    ['is cut off', '{"predictions": [{"la'],
  ])('that %s sends its image back', async (_, body) => {
    await curate(world, 'a.jpg', 'bags');
    const part = await answered();
    const key = `${part.answersUri.replace(`s3://${predictions}/`, '')}incoming/${workload}/a.jpg.out`;
    await world.objects.put({ bucket: predictions, key }, { bytes: Buffer.from(body), contentType: 'text/plain' });
    expect(await world.run(messages())).not.toEqual(done);
    expect(await images()).toEqual([]);
  });

  it('to an image that was replaced meanwhile has no effect', async () => {
    await curate(world, 'a.jpg', 'bags');
    const { plan, handOver } = steps();
    const part = await plan();
    await curate(world, 'a.jpg', 'footwear', { version: 'v2' });
    await transform(part);
    await handOver(part);
    expect(await world.run(messages())).toEqual(done);
    expect(await images()).toEqual([]);
  });

  it('is not used for a copy made after the plan: nothing tells which one the job read', async () => {
    await curate(world, 'a.jpg', 'bags');
    await answered();
    await curate(world, 'a.jpg', 'bags');
    await world.run(messages());
    expect(world.endpoints.calls.length).toBe(1);
  });

  it('of a job that failed later counts, and the rest is told', async () => {
    await curate(world, 'a.jpg', 'bags');
    await curate(world, 'b.jpg', 'broken');
    const { plan, handOver } = steps();
    const part = await plan();
    await transform(part);
    expect(await handOver(part)).toEqual({ answered: 1, unanswered: 1 });
    await world.run(messages());
    expect(await images()).toEqual([`${workload}/bags/a.jpg`]);
  });
});

it('the first answer counts: after a crash between its effects another run says nothing new', async () => {
  class CrashingStore extends MemoryObjectStore {
    crashes = 1;
    override async put(...args: Parameters<MemoryObjectStore['put']>) {
      if (args[0].key.startsWith('_records/') && this.crashes-- > 0) throw new Error('the function died');
      return super.put(...args);
    }
  }
  const crashing = predictionWorld({ objects: new CrashingStore() });
  await curate(crashing, 'a.jpg', 'bags');
  await answered(crashing);
  const other = await answered(crashing, { id: 'another1' });
  const key = `${other.answersUri.replace(`s3://${predictions}/`, '')}incoming/${workload}/a.jpg.out`;
  const body = JSON.stringify({ predictions: [{ label: 'footwear', score: 1, scores: {} }], attributes });
  await crashing.objects.put({ bucket: predictions, key }, { bytes: Buffer.from(body), contentType: 'text/plain' });
  const [first, second] = messages(crashing);
  expect(await crashing.run([first ?? message('')])).not.toEqual(done);
  expect(await crashing.run([second ?? message('')])).toEqual(done);
  expect(await crashing.run([first ?? message('')])).toEqual(done);
  expect(await images(crashing)).toEqual([`${workload}/bags/a.jpg`]);
  expect((await recordsOf(crashing)).map(({ label }) => label)).toEqual(['bags']);
});

it('is exactly once in effect under redelivery, a second run, and faults at any call', async () => {
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
  const property = fc.asyncProperty(
    fc.array(fc.nat(5), { minLength: 4, maxLength: 20 }),
    fc.uniqueArray(fc.nat(40), { maxLength: 12 }),
    async (deliveries, faults) => {
      const objects = new FlakyStore();
      const flaky = predictionWorld({ objects });
      flaky.endpoints.answer = () => ({ kind: 'absent' });
      for (const [at, says] of ['bags', 'footwear 0.4', 'one-piece'].entries()) await curate(flaky, `${at}.jpg`, says);
      await answered(flaky);
      await answered(flaky, { id: 'another1' });
      const events = messages(flaky);
      objects.calls = 0;
      objects.failAt = new Set(faults);
      for (const at of deliveries) await flaky.run([events[at] ?? message('none')]);
      objects.failAt = new Set();
      flaky.pass(3_600_000);
      // Two messages of one image in a batch: the second one finds it in work and comes again.
      await flaky.run(events);
      expect(await flaky.run(events)).toEqual(done);
      const folders = ['_review/1.jpg', 'bags/0.jpg', 'footwear/1.jpg', 'one-piece/2.jpg'];
      expect(await images(flaky)).toEqual(folders.map(one => `${workload}/${one}`));
      for (const key of await images(flaky)) expect(objects.countVersions({ bucket: predictions, key })).toBe(1);
      expect((await recordsOf(flaky)).length).toBe(3);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

describe('a run', () => {
  const artifact = Buffer.from('model');
  const { sha256 } = contentOf(artifact);
  const registered = (version: number) =>
    approved(version, { metadata: { artifactSha256: sha256, contentSha256: sha256, correlationId: 'person-1' } });

  function prepared({ workload: asked = workload, bytes = artifact } = {}) {
    const registry = new MemoryModelRegistry();
    for (const version of [1, 2, 3]) registry.register(workload, registered(version));
    const endpoints = new MemoryModelEndpoints();
    const objects = new MemoryObjectStore();
    const prepare = createPrepareBackfill({
      registry,
      endpoints,
      objects,
      endpointOf: id => `${id}-production`,
      nameOf: id => `everloop-local-${id}-transform`,
    });
    const event = { call: { workload: asked, prefix: '' }, execution: 'run-1', roles: { [workload]: run.role } };
    const put = () =>
      objects.put(
        { bucket: 'models', key: 'training/product-images/model.tar.gz' },
        { bytes, contentType: 'application/gzip' },
      );
    return { registry, endpoints, prepare: () => put().then(() => prepare(event)) };
  }

  it('asks the version that serves, else the newest approved one', async () => {
    const { endpoints, prepare } = prepared();
    expect(await prepare()).toMatchObject({
      version: { number: 3 },
      role: run.role,
      name: expect.stringMatching(/-[0-9a-f]{8}$/),
    });
    endpoints.settle(`${workload}-production`, { config: `everloop-local-${workload}-live-v2-0a1b2c3d` });
    expect(await prepare()).toMatchObject({ version: { number: 2, artifactSha256: sha256 } });
  });

  it('fails for a version that was deleted, an altered artifact, and a workload that classifies nothing', async () => {
    const { endpoints, prepare } = prepared();
    endpoints.settle(`${workload}-production`, { config: `everloop-local-${workload}-live-v9-0a1b2c3d` });
    await expect(prepare()).rejects.toThrow(/must have an approved version, got an endpoint that serves version 9/);
    await expect(prepared({ bytes: Buffer.from('altered') }).prepare()).rejects.toThrow(
      /backfill: artifact of version 3 must have the sha256/,
    );
    await expect(prepared({ workload: 'traffic-volume' }).prepare()).rejects.toThrow(
      /workload must be one of product-images, got traffic-volume/,
    );
  });
});
