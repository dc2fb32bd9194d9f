import { backfillPredictions } from '../../../cli/predictions/backfill-predictions';
import type { BackfillView } from '../../../cli/predictions/backfill-runs';
import { classifiedWorkload } from '../../../cli/predictions/classified-workload';
import { classifyFile } from '../../../cli/predictions/classify-file';
import { labelByHand } from '../../../cli/predictions/label-by-hand';
import { waitForBackfill } from '../../../cli/predictions/transform-backfill';
import { longestBody } from '../../../lambdas/domain/predictions/pack-requests';
import { intake, type LabelWorld, labelWorld } from '../../support/label-world';
import { curate, curated, keysOf, message, modelArn, recordsOf, workload } from '../../support/prediction-world';

let world: LabelWorld;
beforeEach(() => {
  world = labelWorld();
});
const { signal } = new AbortController();
const chosen = classifiedWorkload('everloop test');

it('chooses the only workload that classifies, and refuses others', () => {
  expect(chosen.workload).toBe(workload);
  expect(() => classifiedWorkload('everloop test', 'traffic-volume')).toThrow(
    /--workload must be one of product-images, got traffic-volume/,
  );
});

describe('classify', () => {
  const file = (says: string) => ({ path: 'a.jpg', bytes: Buffer.from(`\xff\xd8\xff\xe0${says}`, 'latin1') });
  let nowMs = 0;
  const ask = (says: string) => {
    const effects = { endpoints: world.endpoints, nowMs: () => (nowMs += 12.34) };
    return classifyFile(file(says), { ...chosen, endpoint: 'shop' }, effects);
  };

  it('tells class, probabilities, model and time', async () => {
    expect(await ask('bags 0.8')).toMatchObject({
      label: 'bags',
      score: 0.8,
      probabilities: { bags: 0.8 },
      modelPackageArn: modelArn,
      modelVersion: 7,
      milliseconds: 12.3,
      refusal: null,
    });
    expect(world.endpoints.calls).toMatchObject([{ endpointName: 'shop', contentType: 'image/jpeg' }]);
  });

  it('tells what the model refuses', async () => {
    expect(await ask('refuse')).toMatchObject({
      label: null,
      refusal: { code: 'NOT_AN_IMAGE', message: 'It is none.' },
    });
  });

  it('says how to ask an asynchronous endpoint', async () => {
    world.endpoints.answer = () => ({ kind: 'async' });
    await expect(ask('bags')).rejects.toThrow(
      /endpoint shop must answer calls, got an asynchronous one; .*InvokeEndpointAsync.*--stage pre-production/,
    );
  });

  it('says what to do without an endpoint, and with a file that is too large', async () => {
    world.endpoints.answer = () => ({ kind: 'absent' });
    await expect(ask('bags')).rejects.toThrow(/endpoint shop must serve, got none; approve a version/);
    await expect(ask('x'.repeat(longestBody))).rejects.toThrow(/file must be at most 6291456 bytes/);
  });
});

describe('classify --backfill', () => {
  const backfill = (prefix: string, again?: string) =>
    backfillPredictions(
      { workload, prefix, again },
      { objects: world.objects, curatedBucket: curated, queue: world.queue, signal, onProgress: () => undefined },
    );
  const deliver = () => world.run(world.queue.bodies.splice(0).map(body => message(body)));

  it('asks for what lies below the prefix; what has its prediction is left alone unless asked again', async () => {
    await curate(world, 'spring/a.jpg', 'bags');
    await curate(world, 'spring/b.jpg', 'bags');
    await curate(world, 'autumn/c.jpg', 'bags');
    await curate(world, 'spring/d.jpg', 'bags', { key: `labelled/${workload}/bags/spring/d.jpg` });
    expect(await backfill('spring/')).toBe(2);
    await deliver();
    expect(await keysOf(world, `${workload}/`)).toEqual([
      `${workload}/bags/spring/a.jpg`,
      `${workload}/bags/spring/b.jpg`,
    ]);
    await backfill('spring/');
    await deliver();
    expect((await recordsOf(world)).length).toBe(2);
    expect(await backfill('', 'new-model')).toBe(3);
    await deliver();
    expect((await recordsOf(world)).length).toBe(5);
  });
});

describe('label', () => {
  const hand = (reference: string, label: string, { timeoutSeconds = 5, corrects = false } = {}) =>
    labelByHand(
      { ...chosen, reference, label, corrects, timeoutSeconds },
      {
        objects: world.objects,
        ledger: world.store,
        buckets: { intake, curated },
        signal,
        token: () => `${Math.random()}`,
        clock: {
          now: world.clock.now,
          nowMs: () => world.clock.now().getTime(),
          sleep: async milliseconds => {
            world.pass(milliseconds);
            await joinWhatCame();
          },
        },
      },
    );
  let joins = true;
  async function joinWhatCame() {
    if (!joins) return;
    for (const { key } of (await world.objects.list(intake, 'labels/')).keys) {
      const head = await world.objects.head({ bucket: intake, key });
      const object = { key, 'version-id': head?.versionId };
      const detail = { bucket: { name: intake }, object };
      await world.join({ source: 'aws.s3', 'detail-type': 'Object Created', detail }, 'm1');
    }
  }

  beforeEach(async () => {
    joins = true;
    await world.run([await curate(world, 'a.jpg', 'bags')]);
  });

  it('joins by key or by inference id, and tells what the model had said', async () => {
    const byKey = await hand(`incoming/${workload}/a.jpg`, 'footwear');
    expect(byKey).toMatchObject({ outcome: 'joined', predicted: 'bags', actual: 'footwear', reasons: [] });
    expect(await hand(byKey.inferenceId, 'footwear')).toMatchObject({
      outcome: 'refused',
      reasons: [{ code: 'DUPLICATE_LABEL', remedy: 'Nothing: it counts once.' }],
    });
  });

  it('another label is refused, unless it is said to correct', async () => {
    await hand('a.jpg', 'footwear');
    expect(await hand('a.jpg', 'one-piece')).toMatchObject({
      outcome: 'refused',
      reasons: [{ code: 'CONFLICTING_LABELS', remedy: expect.stringContaining('--correct') }],
    });
    expect(await hand('a.jpg', 'one-piece', { corrects: true })).toMatchObject({ outcome: 'joined', reasons: [] });
  });

  it('is pending while nothing joins it', async () => {
    joins = false;
    expect(await hand('a.jpg', 'bags', { timeoutSeconds: 3 })).toMatchObject({ outcome: 'pending' });
  });

  it('refuses a class and a prediction that do not exist, and sends nothing', async () => {
    await expect(hand('a.jpg', 'hats')).rejects.toThrow(/class must be one of .*, got hats/);
    await expect(hand('nobody.jpg', 'bags')).rejects.toThrow(
      /a prediction of product-images must exist, got "nobody.jpg"/,
    );
    expect((await world.objects.list(intake, '')).keys).toEqual([]);
  });
});

describe('classify --backfill --transform --wait', () => {
  const wait = (...views: BackfillView[]) => {
    const told: string[] = [];
    const runs = { start: async () => '', look: async () => views.shift() as BackfillView };
    const clock = { sleep: async () => undefined };
    const found = waitForBackfill('arn', { runs, clock, signal, onProgress: text => told.push(text) });
    return { found, told };
  };

  it('tells where the run is, and what it came to', async () => {
    const totals = { answered: 3, unanswered: 0, queued: 1, version: 7 };
    const { found, told } = wait(
      { status: 'RUNNING' },
      { status: 'RUNNING', state: 'Transform images' },
      { status: 'SUCCEEDED', output: JSON.stringify(totals) },
    );
    expect(await found).toEqual(totals);
    expect(told).toEqual(['Starting', 'Transform images']);
  });

  it('ends with what failed', async () => {
    const { found } = wait({ status: 'FAILED', cause: 'every image must be answered' });
    await expect(found).rejects.toThrow(
      /the backfill must succeed, got FAILED: every image must be answered; see docs\/runbook/,
    );
  });
});
