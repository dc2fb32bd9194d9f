import sharp from 'sharp';
import { historyOf } from '../../../cli/ingestion/object-history';
import { findQuarantined, listRecords, type QuarantineFilter } from '../../../cli/ingestion/quarantine-records';
import { releaseObject } from '../../../cli/ingestion/release';
import { reprocess } from '../../../cli/ingestion/reprocess';
import { MemoryMessageQueue } from '../../../lambdas/adapters/memory/message-queue';
import { stripGps } from '../../../lambdas/domain/images/strip-gps';
import { parseIntakeMessage } from '../../../lambdas/domain/ingestion/intake-message';
import { versionKey } from '../../../lambdas/domain/ingestion/ledger-items';
import { recordKey } from '../../../lambdas/domain/ingestion/record-key';
import { contracts } from './contracts';
import { QuarantineWorld } from './quarantine-world';

const nowMs = Date.UTC(2026, 0, 3);
const filter: QuarantineFilter = { workloads: ['product-images', 'unknown'], limit: 10 };
const key = 'incoming/product-images/shoe +%20é.jpg';

describe('listing quarantine', () => {
  it('lists records newest first, by day and then by time', async () => {
    const world = new QuarantineWorld();
    await world.reject('incoming/product-images/old.jpg', { day: '2025-12-30' });
    await world.reject('incoming/product-images/first.jpg', { day: '2026-01-02' });
    await world.reject('incoming/product-images/second.jpg', { day: '2026-01-02' });
    await world.reject('incoming/product-images/late.jpg', { day: '2026-01-01' });
    const names = async (more: Partial<QuarantineFilter>) =>
      (await listRecords(world.quarantine, { ...filter, ...more }, nowMs)).map(({ record }) => record.key.slice(24));
    expect(await names({})).toEqual(['second.jpg', 'first.jpg', 'late.jpg', 'old.jpg']);
    expect(await names({ limit: 2 })).toEqual(['second.jpg', 'first.jpg']);
    expect(await names({ since: new Date('2026-01-01T15:00Z') })).toEqual(['second.jpg', 'first.jpg', 'late.jpg']);
    expect(await names({ since: new Date('2020-01-01') })).toHaveLength(4);
  });

  it('keeps to one reason and to the workloads asked for', async () => {
    const world = new QuarantineWorld();
    await world.reject('incoming/product-images/a.jpg', { code: 'CMYK' });
    await world.reject('incoming/product-images/b.jpg', { code: 'TRUNCATED' });
    await world.reject('incoming/nope/c.jpg', { code: 'UNKNOWN_WORKLOAD', workload: 'unknown' });
    const codes = async (more: Partial<QuarantineFilter>) =>
      (await listRecords(world.quarantine, { ...filter, ...more }, nowMs)).map(({ record }) => record.reasons[0]?.code);
    expect(await codes({ reason: 'CMYK' })).toEqual(['CMYK']);
    expect(await codes({ workloads: ['unknown'] })).toEqual(['UNKNOWN_WORKLOAD']);
  });

  it('finds the record of a key although the object was placed days after it arrived', async () => {
    const world = new QuarantineWorld();
    await world.reject(key, { day: '2025-12-20' }); // the memory store's clock stands at 2026-01-01
    expect(await findQuarantined(world.quarantine, key, contracts)).toMatchObject({
      record: { key, day: '2025-12-20' },
    });
    expect(await findQuarantined(world.quarantine, 'incoming/product-images/none.jpg', contracts)).toBeNull();
  });

  it('tells what became of the version in quarantine and of a newer one', async () => {
    const world = new QuarantineWorld();
    const record = await world.reject(key);
    await world.upload(key);
    expect(await historyOf(record, world)).toEqual([
      expect.objectContaining({
        which: 'quarantined',
        outcome: 'rejected',
        reasonCodes: ['TRUNCATED'],
        inIntake: true,
      }),
      expect.objectContaining({ which: 'newest', outcome: 'none yet', inIntake: true }),
    ]);
  });
});

describe('releasing from quarantine', () => {
  const because = { because: 'checked by eye', releasedBy: 'ann' };

  it('moves bytes and record to curated, and says who overruled what and why', async () => {
    const world = new QuarantineWorld();
    const record = await world.reject(key);
    const found = await world.find(key);
    const { featureRecordKey } = await releaseObject(found, because, world.releaseEffects);
    expect(featureRecordKey).toBe(recordKey({ kind: 'features', ...record }));
    expect(await world.textOf('curated', key)).toBe('bytes');
    expect(JSON.parse((await world.textOf('curated', featureRecordKey)) ?? '')).toMatchObject({
      key,
      verdict: 'accept',
      reasons: [],
      ...because,
      releasedAt: '2026-01-03T00:00:00.000Z',
      overriddenReasons: [{ code: 'TRUNCATED' }],
    });
    expect(await world.textOf('quarantine', key)).toBeNull();
    expect(await world.textOf('quarantine', found.recordKey)).toBeNull();
    const [item] = await world.ledger.read([versionKey('intake', key, record.versionId)]);
    expect(item).toMatchObject({ outcome: 'accepted', revision: 2 });
  });

  it('puts the record of a labelled example where data sets look for it', async () => {
    const world = new QuarantineWorld();
    const example = 'labelled/product-images/bags/a.jpg';
    await world.reject(example);
    const { featureRecordKey } = await releaseObject(await world.find(example), because, world.releaseEffects);
    expect(featureRecordKey).toMatch(/^_examples\/product-images\//);
  });

  it.each([1, 2, 3])('loses nothing when it breaks off at effect %i, and goes through when repeated', async effects => {
    const world = new QuarantineWorld();
    await world.reject(key);
    const found = await world.find(key);
    await expect(releaseObject(found, because, world.brokenAfter(effects - 1))).rejects.toThrow('broken off');
    expect(await world.textOf('quarantine', key)).toBe('bytes');
    await releaseObject(await world.find(key), because, world.releaseEffects);
    expect(await world.textOf('curated', key)).toBe('bytes');
    expect(await world.textOf('quarantine', key)).toBeNull();
  });

  it('fails when curated holds a newer version of the key, and replaces an older one', async () => {
    const world = new QuarantineWorld();
    await world.curate(key);
    await world.reject(key);
    await releaseObject(await world.find(key), because, world.releaseEffects);
    expect(await world.textOf('curated', key)).toBe('bytes');

    const other = new QuarantineWorld();
    await other.reject(key);
    await other.curate(key);
    await expect(releaseObject(await other.find(key), because, other.releaseEffects)).rejects.toThrow(
      /no newer version/,
    );
    expect(await other.textOf('quarantine', key)).toBe('bytes');
  });

  it('strips the GPS position where the workload does', async () => {
    const position = {
      GPSLatitudeRef: 'N',
      GPSLatitude: '52/1 31/1 0/1',
      GPSLongitudeRef: 'E',
      GPSLongitude: '13/1 24/1 0/1',
    };
    const photo = sharp({ create: { width: 32, height: 32, channels: 3, background: '#456' } }).jpeg();
    const content = await photo.withExif({ IFD3: position }).toBuffer();
    const world = new QuarantineWorld();
    await world.reject(key, { content });
    await releaseObject(await world.find(key), because, world.releaseEffects);
    const curated = await world.objects.get({ bucket: 'curated', key });
    expect(stripGps(content)).not.toBe(content);
    expect(Buffer.from(curated?.bytes ?? []).equals(stripGps(content))).toBe(true);
    expect(curated?.metadata).toEqual({ 'everloop-source-version': '1' });
  });

  it('fails when the key itself was refused', async () => {
    const world = new QuarantineWorld();
    await world.reject('stray.jpg', { code: 'UNKNOWN_LAYOUT', workload: 'unknown' });
    await expect(releaseObject(await world.find('stray.jpg'), because, world.releaseEffects)).rejects.toThrow(
      /must be one of a workload, got UNKNOWN_LAYOUT/,
    );
  });
});

describe('reprocessing', () => {
  const request = { reprocessId: 'r-1', why: 'reprocess by ann' };

  it('asks for the exact versions, once each, with the id of the request and the day that names their record', async () => {
    const world = new QuarantineWorld();
    const queue = new MemoryMessageQueue();
    const record = await world.reject(key);
    const { sent, skipped } = await reprocess([record, record], request, { objects: world.objects, queue });
    expect({ sent, skipped }).toEqual({ sent: [{ key, versionId: record.versionId }], skipped: [] });
    expect(queue.bodies.map(parseIntakeMessage)).toEqual([
      {
        kind: 'object',
        bucket: 'intake',
        key,
        versionId: record.versionId,
        reprocessId: 'r-1',
        time: `${record.day}T00:00:00Z`,
      },
    ]);
  });

  it('leaves alone what a newer upload replaced, and what intake no longer holds', async () => {
    const world = new QuarantineWorld();
    const queue = new MemoryMessageQueue();
    const replaced = await world.reject('incoming/product-images/a.jpg');
    await world.upload('incoming/product-images/a.jpg');
    const expired = { ...(await world.reject('incoming/product-images/b.jpg')), versionId: '7' };
    await world.objects.remove({ bucket: 'intake', key: expired.key });
    const { sent, skipped } = await reprocess([replaced, expired], request, { objects: world.objects, queue });
    expect({ sent, bodies: queue.bodies }).toEqual({ sent: [], bodies: [] });
    expect(skipped.map(({ why }) => why)).toEqual([
      'a newer version was uploaded',
      'intake no longer holds it: release it, or upload it again',
    ]);
  });
});
