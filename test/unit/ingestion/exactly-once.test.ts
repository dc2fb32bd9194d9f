import fc from 'fast-check';
import sharp from 'sharp';
import { arrive, curated, ingestionWorld, intake, quarantine, record } from '../../support/ingestion-world';

let photo: Buffer;
beforeAll(async () => {
  photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
});

const key = 'incoming/product-images/a.jpg';

describe('a batch', () => {
  it('puts a good photo into curated with a feature record', async () => {
    const world = ingestionWorld();
    const result = await world.run([await arrive(world, key, photo)]);
    expect(result).toMatchObject({ accepted: 1, rejected: 0, failures: [] });
    const { keys } = await world.objects.list(curated, '');
    expect(keys.map(listed => listed.key)).toEqual([
      expect.stringMatching(/^_features\/product-images\/2026-01-01\/[0-9a-f]{32}\.json$/),
      key,
    ]);
  });

  it.each([
    ['labelled/product-images/bags/a.jpg', '_examples/'],
    ['labelled/product-images/bags/feedback/a.jpg', '_feedback/'],
  ])('puts the record of %s below %s', async (labelled, prefix) => {
    const world = ingestionWorld();
    await world.run([await arrive(world, labelled, photo)]);
    expect((await world.objects.list(curated, prefix)).keys).toHaveLength(1);
    expect((await world.objects.list(curated, '_features/')).keys).toEqual([]);
  });

  it('puts a broken photo into quarantine, byte for byte, with its reasons', async () => {
    const world = ingestionWorld();
    const broken = photo.subarray(0, 200);
    await world.run([await arrive(world, key, broken)]);
    expect((await world.objects.get({ bucket: quarantine, key }))?.bytes).toEqual(broken);
    const [reasons] = (await world.objects.list(quarantine, '_reasons/')).keys;
    const stored = await world.objects.get({ bucket: quarantine, key: reasons?.key ?? '' });
    expect(JSON.parse(Buffer.from(stored?.bytes ?? []).toString())).toMatchObject({
      key,
      verdict: 'reject',
      reasons: [{ code: 'TRUNCATED', remedy: expect.any(String) }],
    });
  });

  it.each([
    ['an unknown workload', 'incoming/nobody/a.jpg', 'UNKNOWN_WORKLOAD'],
    ['an unknown class', 'labelled/product-images/hats/a.jpg', 'UNKNOWN_CLASS'],
  ])('puts an object of %s into quarantine', async (_, where, code) => {
    const world = ingestionWorld();
    const { items } = await world.validate({ records: [await arrive(world, where, photo)] });
    expect(items).toMatchObject([{ verdict: 'reject', reasons: [{ code }] }]);
  });

  it('returns a message that is no event, and only that one', async () => {
    const world = ingestionWorld();
    const good = await arrive(world, key, photo);
    const result = await world.run([good, record('poison', '{"not":"an event"}')]);
    expect(result).toMatchObject({ accepted: 1, failures: [{ itemId: 'poison', error: 'UnreadableMessageError' }] });
  });

  it('skips an object that vanished', async () => {
    const world = ingestionWorld();
    const message = record('m', {
      source: 'everloop.redrive',
      bucket: intake,
      key: 'incoming/product-images/gone.jpg',
      why: 'test',
    });
    expect(await world.run([message])).toMatchObject({ accepted: 0, rejected: 0, skipped: 1, failures: [] });
  });

  it('validates a listing as it validates messages', async () => {
    const world = ingestionWorld();
    await arrive(world, key, photo);
    const listing = { bucket: intake, objects: [{ Key: key, Size: photo.length }] };
    expect(await world.place(await world.validate({ listing }))).toMatchObject({ accepted: 1 });
  });

  it('takes the good rows of a table on and keeps the bad ones with their reasons', async () => {
    const world = ingestionWorld();
    const header = 'holiday,temp,rain_1h,snow_1h,clouds_all,weather_main,weather_description,date_time,traffic_volume';
    const row = (temp: number, hour: number) =>
      `None,${temp},0.0,0.0,40,Clouds,scattered clouds,2012-10-02 0${hour}:00:00,5545`;
    const table = [header, row(288, 1), row(0, 2), row(289, 3)].join('\n');
    const where = 'incoming/traffic-volume/day.csv';
    await world.run([await arrive(world, where, Buffer.from(table))]);
    const placed = Buffer.from((await world.objects.get({ bucket: curated, key: where }))?.bytes ?? []).toString();
    expect(placed.trim().split('\n')).toEqual([header, row(288, 1), row(289, 3)]);
    const [rows] = (await world.objects.list(quarantine, '_rows/traffic-volume/')).keys;
    const kept = await world.objects.get({ bucket: quarantine, key: rows?.key ?? '' });
    expect(JSON.parse(Buffer.from(kept?.bytes ?? []).toString())).toMatchObject({ line: 3, code: 'OUT_OF_RANGE' });
  });
});

describe('one effect per object version', () => {
  it('has the same event five times, in one batch or several', async () => {
    const world = ingestionWorld();
    const event = await arrive(world, key, photo);
    const copies = [1, 2, 3, 4, 5].map(copy => ({ ...event, messageId: `copy-${copy}` }));
    await world.run(copies.slice(0, 3));
    await world.run(copies.slice(3));
    await world.run(copies);
    expect(world.objects.countVersions({ bucket: curated, key })).toBe(1);
  });

  it('leaves the newest version in curated whatever the order of the events', async () => {
    const newer = await sharp({ create: { width: 80, height: 64, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const world = ingestionWorld();
    const first = await arrive(world, key, photo);
    const second = await arrive(world, key, newer);
    await world.run([second]);
    await world.run([first]);
    expect((await world.objects.get({ bucket: curated, key }))?.bytes).toEqual(newer);
  });

  it('does not copy again after a crash between copy and outcome', async () => {
    const world = ingestionWorld();
    const event = await arrive(world, key, photo);
    const write = world.store.write.bind(world.store);
    const validated = await world.validate({ records: [event] });
    world.store.write = async () => Promise.reject(new Error('the function dies here'));
    await expect(world.place(validated)).rejects.toThrow('dies here');
    world.store.write = write;
    expect(await world.run([event])).toMatchObject({ accepted: 1 });
    expect(world.objects.countVersions({ bucket: curated, key })).toBe(1);
  });

  it('lets nobody complete under a lease that another holds', async () => {
    const world = ingestionWorld();
    const event = await arrive(world, key, photo);
    const slow = await world.validate({ records: [event] });
    world.pass(91_000);
    await world.run([{ ...event, messageId: 'another' }]);
    expect(await world.place(slow)).toMatchObject({ accepted: 0, skipped: 1 });
  });

  it('holds for any mix of duplicates, crashes and late events', async () => {
    const step = fc.record({
      event: fc.nat({ max: 5 }),
      crash: fc.boolean(),
      passMs: fc.constantFrom(0, 1_000, 95_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
        const world = ingestionWorld();
        const events = [];
        for (let index = 0; index < 6; index++)
          events.push(await arrive(world, `incoming/product-images/${index % 3}.jpg`, photo));
        for (const { event, crash, passMs } of steps) {
          const asked = events[event] ?? events[0]!;
          if (crash) await world.validate({ records: [asked] });
          else await world.run([asked]);
          world.pass(passMs);
        }
        for (let round = 0; round < 3; round++) {
          world.pass(95_000);
          await world.run(events);
        }
        for (let index = 0; index < 3; index++) {
          const target = { bucket: curated, key: `incoming/product-images/${index}.jpg` };
          expect((await world.objects.head(target))?.metadata['everloop-source-version']).toBe('2');
          expect(world.objects.countVersions(target)).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('the reconciler', () => {
  it('sends again what has no outcome after the grace, and nothing else', async () => {
    const world = ingestionWorld();
    await world.run([await arrive(world, key, photo)]);
    await arrive(world, 'incoming/product-images/lost.jpg', photo);
    world.pass(3_600_000);
    expect(await world.reconcile(() => true)).toEqual({ listed: 2, redriven: 1, complete: true });
    expect(world.queue.bodies.map(body => JSON.parse(body).key)).toEqual(['incoming/product-images/lost.jpg']);
  });

  it('goes on from where its time ran out', async () => {
    const world = ingestionWorld();
    await arrive(world, 'labelled/product-images/bags/lost.jpg', photo);
    world.pass(3_600_000);
    let pages = 1;
    expect(await world.reconcile(() => pages-- > 0)).toMatchObject({ complete: false, redriven: 0 });
    expect(await world.reconcile(() => true)).toMatchObject({ complete: true, redriven: 1 });
  });
});

describe('a person who asks for another look', () => {
  it('moves a photo out of quarantine when it passes now', async () => {
    const world = ingestionWorld();
    const event = await arrive(world, key, photo.subarray(0, 200));
    await world.run([event]);
    await world.objects.put({ bucket: intake, key }, { bytes: photo, contentType: 'image/jpeg' });
    const again = { source: 'everloop.redrive', bucket: intake, key, why: 'person', reprocessId: 'r1' };
    expect(await world.run([record('again', again)])).toMatchObject({ accepted: 1 });
    expect((await world.objects.list(quarantine, 'incoming/')).keys).toEqual([]);
  });
});
