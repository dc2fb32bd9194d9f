import { answerSeconds } from '../../../lambdas/contracts/classification-times';
import type { QueuedEvent } from '../../../lambdas/contracts/queued-events';
import { type Hosting, hostingSchema } from '../../../lambdas/contracts/serving-settings';
import { productImages } from '../../../lib/workloads/product-images';
import {
  curate,
  curated,
  keysOf,
  message,
  modelArn,
  type PredictionWorld,
  predictions,
  predictionWorld,
  recordsOf,
  workload,
} from '../../support/prediction-world';

let world: PredictionWorld;
let requests: number;
beforeEach(() => {
  world = predictionWorld();
  world.endpoints.answer = () => ({ kind: 'async' });
  requests = 0;
  world.endpoints.answerAsync = () => {
    requests += 1;
    return {
      kind: 'pending',
      answerUri: `s3://${predictions}/${answerAt()}`,
      failureUri: `s3://${predictions}/${failureAt()}`,
    };
  };
});

const folder = `_async/${workload}`;
const answerAt = (request = requests) => `${folder}/answers/${request}.out`;
const failureAt = (request = requests) => `${folder}/failures/${request}-error.out`;

const done = { batchItemFailures: [] };
const failed = ({ messageId }: QueuedEvent) => ({ batchItemFailures: [{ itemIdentifier: messageId }] });
const artifactSha256 = 'b'.repeat(64);
const attributes = `everloop-model-package=${modelArn},everloop-artifact-sha256=${artifactSha256}`;

const isAsync = () => {
  const plan = world.effects.plans[workload];
  if (plan?.kind !== 'classes') throw new Error('no classes');
  return { plans: { ...world.effects.plans, [workload]: { ...plan, endpoint: 'async' as const } } };
};
const run = (events: readonly QueuedEvent[]) => world.run(events, isAsync());
/** The newest message that was put back, as the queue delivers it. */
const next = (receives = 1) => message(world.queue.bodies.at(-1) ?? '', receives);
const put = (key: string, text: string) =>
  world.objects.put({ bucket: predictions, key }, { bytes: Buffer.from(text), contentType: 'application/json' });
const answer = (label = 'bags', more: object = { attributes }) =>
  put(answerAt(), JSON.stringify({ predictions: [{ label, score: 0.9, scores: { [label]: 0.9 } }], ...more }));
const fail = () => put(failureAt(), 'ClientError: Received server error (500) from model');
const images = () => keysOf(world, `${workload}/`);
const errorOf = async ({ messageId }: QueuedEvent) =>
  (await world.store.read([{ partition: `message#${messageId}`, sort: 'error' }]))[0];

it('images wait for their answer without a try, longer each time, and are placed once it is there', async () => {
  expect(await run([await curate(world, 'a.jpg', 'whatever')])).toEqual(done);
  expect(world.endpoints.asked).toMatchObject([
    {
      endpointName: `everloop-local-${workload}-production`,
      inputUri: `s3://${curated}/incoming/${workload}/a.jpg`,
      contentType: 'application/x-image',
      inferenceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ]);
  for (let look = 0; look < 3; look++) expect(await run([next()])).toEqual(done);
  expect(world.queue.delays).toEqual([5, 10, 20, 40]);
  expect(await images()).toEqual([]);
  await answer();
  expect(await run([next()])).toEqual(done);
  expect(await images()).toEqual([`${workload}/bags/a.jpg`]);
  const stored = await world.objects.head({ bucket: predictions, key: answerAt() });
  expect(await recordsOf(world)).toMatchObject([
    {
      inferenceId: world.endpoints.asked[0]?.inferenceId,
      modelPackageArn: modelArn,
      artifactSha256,
      correlationId: 'person-1',
      predictedAt: stored?.lastModified.toISOString(),
      itemsInCall: 0,
    },
  ]);
  expect(world.endpoints.calls).toEqual([]);
  expect(requests).toBe(1);
  expect(world.journal.counts).toEqual({ [`${workload}/ImagesClassified`]: 1 });
});

it('a message that comes twice asks twice and places one image once', async () => {
  const event = await curate(world, 'a.jpg', 'x');
  await run([event]);
  await run([message(event.body)]);
  await answer('bags');
  const late = next();
  await run([next()]);
  await answer('footwear');
  expect(await run([late, message(event.body)])).toEqual(done);
  expect(await run([message(world.queue.bodies[0] ?? '')])).toEqual(done);
  expect(await recordsOf(world)).toHaveLength(1);
  expect(await images()).toEqual([`${workload}/bags/a.jpg`]);
});

it('an answer to an image that was replaced meanwhile has no effect', async () => {
  await run([await curate(world, 'a.jpg', 'x')]);
  const asked = next();
  await curate(world, 'a.jpg', 'y', { version: 'v2' });
  await answer();
  expect(await run([asked])).toEqual(done);
  expect(await images()).toEqual([]);
  expect(requests).toBe(1);
});

it('a copy that was made anew is asked for anew: nothing tells which one the endpoint read', async () => {
  await run([await curate(world, 'a.jpg', 'x')]);
  const asked = next();
  await curate(world, 'a.jpg', 'x');
  await answer();
  expect(await run([asked])).toEqual(done);
  expect(await images()).toEqual([]);
  expect(requests).toBe(2);
});

describe('a failure', () => {
  beforeEach(async () => {
    await run([await curate(world, 'a.jpg', 'x')]);
    await fail();
  });

  it('counts a try, and the next one asks anew', async () => {
    const first = next();
    expect(await run([first])).toEqual(failed(first));
    expect(await errorOf(first)).toMatchObject({ error: 'ModelFaultError', cause: expect.stringContaining('(500)') });
    expect(requests).toBe(1);
    expect(await run([next(2)])).toEqual(done);
    expect(requests).toBe(2);
    await answer();
    expect(await run([next()])).toEqual(done);
    expect(await images()).toEqual([`${workload}/bags/a.jpg`]);
  });

  /** Until the endpoint is asked no more. @returns the last message, and what a further try of it came to */
  async function exhaust() {
    for (const _ of [1, 2]) {
      await run([next(2)]);
      await fail();
    }
    const last = next();
    const tries = [];
    for (const receives of [1, 2, 3, 8]) {
      const event = { ...last, attributes: { ApproximateReceiveCount: `${receives}` } };
      tries.push((await run([event])).batchItemFailures.length);
    }
    return { last, tries };
  }

  it('of each of three requests leads to the dead letters, however often the message is tried', async () => {
    expect((await exhaust()).tries).toEqual([1, 1, 1, 1]);
    expect(requests).toBe(3);
    expect(await images()).toEqual([]);
  });

  it('is forgotten when people send the message back later', async () => {
    const { last } = await exhaust();
    world.pass(answerSeconds.lost * 1000);
    expect(await run([message(last.body)])).toEqual(done);
    expect(requests).toBe(4);
    expect(JSON.parse(world.queue.bodies.at(-1) ?? '').asked.failures).toBe(0);
  });
});

it.each([
  ['does not say which version gave it', () => answer('bags', {})],
  ['names another class', () => answer('cat')],
  ['is cut off', () => put(answerAt(), '{"predictions": [{"la')],
])('an answer that %s is a fault', async (_, write) => {
  await run([await curate(world, 'a.jpg', 'x')]);
  await write();
  const first = next();
  expect(await run([first])).toEqual(failed(first));
  expect(await run([next(2)])).toEqual(done);
  expect(requests).toBe(2);
  expect(await images()).toEqual([]);
});

it('what the model refuses lies among the refused', async () => {
  await run([await curate(world, 'a.jpg', 'x')]);
  const refusal = { error: { code: 'NOT_AN_IMAGE', message: 'It is none.', remedy: '' } };
  await put(answerAt(), JSON.stringify({ predictions: [refusal], attributes }));
  expect(await run([next()])).toEqual(done);
  expect(await images()).toEqual([`${workload}/_refused/a.jpg`]);
});

it('late answers count as waiting, and lost ones are asked for anew', async () => {
  await run([await curate(world, 'a.jpg', 'x')]);
  world.pass(answerSeconds.late * 1000);
  await run([next()]);
  expect(world.journal.counts).toEqual({ [`${workload}/ImagesWaiting`]: 1 });
  expect(requests).toBe(1);
  world.pass((answerSeconds.lost - answerSeconds.late) * 1000);
  await run([next()]);
  expect(requests).toBe(2);
  await answer();
  await run([next()]);
  expect(await images()).toEqual([`${workload}/bags/a.jpg`]);
});

it('without an endpoint images wait as new messages, and nothing was asked', async () => {
  world.endpoints.answerAsync = () => ({ kind: 'absent' });
  await run([await curate(world, 'a.jpg', 'x')]);
  await run([next()]);
  expect(world.queue.delays).toEqual([5, 10]);
  expect(JSON.parse(world.queue.bodies.at(-1) ?? '')).not.toHaveProperty('asked');
  expect(world.journal.counts).toEqual({ [`${workload}/ImagesWaiting`]: 2 });
});

it('nobody is asked when the time of the batch is over', async () => {
  const askingEnds = () => AbortSignal.abort();
  await world.run([await curate(world, 'a.jpg', 'x')], { ...isAsync(), askingEnds });
  expect(requests).toBe(0);
  expect(world.queue.bodies).toHaveLength(1);
});

it.each([
  ['another bucket', 's3://elsewhere/_async/product-images/answers/1.out'],
  ['another workload', `s3://${predictions}/_async/other/answers/1.out`],
])('an endpoint that answers into %s sends its image back', async (_, answerUri) => {
  world.endpoints.answerAsync = () => ({ kind: 'pending', answerUri, failureUri: answerUri });
  const event = await curate(world, 'a.jpg', 'x');
  expect(await run([event])).toEqual(failed(event));
  expect(await errorOf(event)).toMatchObject({
    cause: expect.stringContaining(`must lie below s3://${predictions}/`),
  });
});

it('a key that no header can carry goes back with what to do', async () => {
  const event = await curate(world, 'größe.jpg', 'x');
  expect(await run([event])).toEqual(failed(event));
  expect(await errorOf(event)).toMatchObject({ cause: expect.stringContaining('--backfill --transform') });
  expect(requests).toBe(0);
});

describe('an endpoint that is not of the kind that the configuration says', () => {
  it('asynchronous: is asked by file', async () => {
    await world.run([await curate(world, 'a.jpg', 'x'), await curate(world, 'b.jpg', 'y')]);
    expect(requests).toBe(2);
    await answer();
    expect(await world.run([next()])).toEqual(done);
    expect(await images()).toHaveLength(1);
  });

  it('direct: is called', async () => {
    world.endpoints.answer = predictionWorld().endpoints.answer;
    world.endpoints.answerAsync = () => ({ kind: 'direct' });
    expect(await run([await curate(world, 'a.jpg', 'bags')])).toEqual(done);
    expect(await images()).toEqual([`${workload}/bags/a.jpg`]);
  });

  it('that changes as it is asked lets images wait', async () => {
    world.endpoints.answerAsync = () => ({ kind: 'direct' });
    expect(await run([await curate(world, 'a.jpg', 'bags')])).toEqual(done);
    expect(await world.run([await curate(world, 'b.jpg', 'bags')])).toEqual(done);
    expect(world.queue.bodies).toHaveLength(2);
  });
});

it('the kind of the production endpoint comes from the configuration', () => {
  const settings = productImages.settings.parse({});
  const kindWith = (hosting: Hosting) => {
    const serving = { ...settings.serving, production: { hosting } };
    const plan = productImages.predictions({ ...settings, serving });
    return plan.kind === 'classes' && plan.endpoint;
  };
  expect(kindWith(hostingSchema.parse({ kind: 'async' }))).toBe('async');
  expect(kindWith(hostingSchema.parse({ kind: 'provisioned' }))).toBe('direct');
});
