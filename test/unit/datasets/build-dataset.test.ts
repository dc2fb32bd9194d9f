import { createHash } from 'node:crypto';
import sharp, { type Exif } from 'sharp';
import type { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { ImportedExample } from '../../../lambdas/contracts/dataset-import';
import { importedKey, importKey } from '../../../lambdas/domain/datasets/dataset-keys';
import { buildDataset } from '../../../lambdas/handlers/training/build-dataset';
import { DatasetStore } from '../../../lambdas/handlers/training/dataset-store';
import { arrive, curated, ingestionWorld } from '../../support/ingestion-world';
import { policy, sha } from './examples';

const workload = 'product-images';
const classes = ['bags', 'footwear'];
const buckets = { models: 'models', curated };
// Nothing is reserved: these tests are about what becomes of pictures that may be used.
const request = {
  workload,
  classes,
  policy: { ...policy, validationShare: 0.5, driftShare: 1e-9, maxFeedbackShare: 1 },
};

/** A photo whose noise follows from its number. */
const photo = (seed: number, exif?: Exif): Promise<Buffer> => {
  const pixels = Buffer.from(Array.from({ length: 3072 }, (_, at) => (at * (seed * 2 + 3) * 37) % 251));
  const image = sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } }).jpeg({ quality: 90 });
  return (exif ? image.withExif(exif) : image).toBuffer();
};

/** Writes what `everloop dataset import --golden` writes. */
async function importGolden(objects: MemoryObjectStore, names: readonly string[]): Promise<string[]> {
  const lines = names.map((name): ImportedExample => {
    const label = name.split('-')[0] ?? '';
    const key = importedKey({ kind: 'golden', workload, label, sha256: sha(name), format: 'png' });
    const hashes = { perceptualHash: sha(name).slice(0, 16), differenceHash: sha(name).slice(16, 32) };
    return { key, label, sha256: sha(name), sizeBytes: 4, day: '2026-01-01', features: {}, ...hashes };
  });
  for (const { key } of lines) {
    await objects.put({ bucket: curated, key }, { bytes: Buffer.from('1234'), contentType: 'image/png' });
  }
  const keys = lines.map(({ key }) => key);
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('');
  await objects.put(
    { bucket: curated, key: importKey('golden', workload, keys) },
    { bytes: Buffer.from(text), contentType: 'application/x-ndjson' },
  );
  return keys;
}

async function worldWithPhotos(count: number) {
  const world = ingestionWorld();
  for (let index = 0; index < count; index++) {
    const key = `labelled/${workload}/${classes[index % 2]}/${index % 3 === 0 ? 'feedback/' : ''}${index}.jpg`;
    await world.run([await arrive(world, key, await photo(index))]);
  }
  const golden = await importGolden(world.objects, ['bags-1', 'footwear-1']);
  return { world, golden, effects: { objects: world.objects, buckets } };
}

it('draws a data set from what ingestion curated and what was imported, and stores it under its id', async () => {
  const { world, golden, effects } = await worldWithPhotos(12);
  const { manifest, stored, excluded, balance } = await buildDataset(request, effects);
  expect({ stored, excluded }).toEqual({ stored: 'written', excluded: [] });
  expect(balance.bySource['upload']).toBe(8);
  expect(balance.bySource['feedback']).toBeGreaterThan(0);
  expect(manifest.items.filter(({ split }) => split === 'golden').map(({ path }) => path)).toEqual(golden);
  for (const { path, sizeBytes, split } of manifest.items) {
    const head = await world.objects.head({ bucket: curated, key: path });
    if (split !== 'golden') expect(head?.sizeBytes).toBe(sizeBytes);
  }
  const store = new DatasetStore(world.objects, buckets);
  expect(await store.read(workload, manifest.id)).toEqual(manifest);
  expect((await store.list(workload)).map(({ id }) => id)).toEqual([manifest.id]);
  expect(await buildDataset(request, effects)).toMatchObject({ stored: 'known', manifest });
});

it('lists the objects as SageMaker downloads them', async () => {
  const { world, effects } = await worldWithPhotos(8);
  const { manifest } = await buildDataset(request, effects);
  const stored = await world.objects.get({ bucket: 'models', key: `datasets/${workload}/${manifest.id}.files` });
  expect(JSON.parse(Buffer.from(stored?.bytes ?? []).toString())).toEqual([
    { prefix: `s3://${curated}/` },
    ...manifest.items.map(({ path }) => path),
  ]);
});

it('keeps what validation measured of the training examples, without hashes', async () => {
  const { world, effects } = await worldWithPhotos(8);
  const { manifest } = await buildDataset(request, effects);
  const stored = await world.objects.get({ bucket: 'models', key: `datasets/${workload}/${manifest.id}.ndjson` });
  const lines = Buffer.from(stored?.bytes ?? [])
    .toString()
    .trimEnd()
    .split('\n');
  const training = manifest.items.filter(({ split }) => split === 'train');
  expect(lines.map(line => JSON.parse(line).sha256)).toEqual(training.map(({ sha256 }) => sha256));
  const { features } = JSON.parse(lines[0] ?? '');
  expect(features).toMatchObject({ brightness: expect.any(Number), sharpness: expect.any(Number) });
  expect(Object.values(features).every(value => typeof value === 'number')).toBe(true);
});

it('names the bytes that lie in the curated bucket, not those that came with a GPS position', async () => {
  const world = ingestionWorld();
  const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } };
  const sent = await photo(1, position);
  const key = `labelled/${workload}/bags/here.jpg`;
  await world.run([await arrive(world, key, sent)]);
  const object = await world.objects.get({ bucket: curated, key });
  const { manifest } = await buildDataset(request, { objects: world.objects, buckets });
  expect(Buffer.from(object?.bytes ?? []).equals(sent)).toBe(false);
  expect(manifest.items).toMatchObject([
    { path: key, sha256: sha256Of(object?.bytes), sizeBytes: object?.bytes.length },
  ]);
});

it('goes by the newest record of a key, and leaves out what is gone', async () => {
  const { world, effects } = await worldWithPhotos(8);
  const key = `labelled/${workload}/footwear/1.jpg`;
  let newer: Buffer = Buffer.alloc(0);
  // Names of records follow no order: of five versions, the last record is hardly the last one read.
  for (let version = 0; version < 5; version++) {
    world.pass(60_000);
    newer = await photo(90 + version);
    await world.run([await arrive(world, key, newer)]);
    const { manifest } = await buildDataset(request, effects);
    expect(manifest.items.find(({ path }) => path === key)?.sha256).toBe(sha256Of(newer));
  }
  await world.objects.remove({ bucket: curated, key: `labelled/${workload}/bags/2.jpg` });
  const { manifest, excluded } = await buildDataset(request, effects);
  expect(manifest.items.find(({ path }) => path === key)?.sha256).toBe(sha256Of(newer));
  expect(excluded).toEqual([{ path: `labelled/${workload}/bags/2.jpg`, code: 'REPLACED_OBJECT' }]);
});

it('leaves out a picture that a person released, since nothing measured it', async () => {
  const { world, effects } = await worldWithPhotos(8);
  const released = {
    workload,
    key: `labelled/${workload}/bags/r.jpg`,
    day: '2026-01-01',
    judgedAt: '2026-01-01T00:00:00Z',
    label: 'bags',
    bytes: 9,
    sha256: sha('r'),
    features: null,
  };
  await world.objects.put(
    { bucket: curated, key: `_examples/${workload}/2026-01-01/r.json` },
    { bytes: Buffer.from(JSON.stringify(released)), contentType: 'application/json' },
  );
  expect((await buildDataset(request, effects)).excluded).toEqual([{ path: released.key, code: 'NOT_MEASURED' }]);
});

it('stores nothing that no model could be judged on', async () => {
  const world = ingestionWorld();
  const { stored, faults } = await buildDataset(request, { objects: world.objects, buckets });
  expect({ stored, codes: faults.map(({ code }) => code) }).toEqual({
    stored: 'refused',
    codes: ['NO_EXAMPLES', 'NO_GOLDEN_SET'],
  });
  expect((await world.objects.list('models', '')).keys).toEqual([]);
});

it('fails to read a manifest whose content was changed', async () => {
  const { world, effects } = await worldWithPhotos(8);
  const { manifest } = await buildDataset(request, effects);
  const changed = { ...manifest, items: manifest.items.slice(1) };
  await world.objects.put(
    { bucket: 'models', key: `datasets/${workload}/${manifest.id}.json` },
    { bytes: Buffer.from(JSON.stringify(changed)), contentType: 'application/json' },
  );
  const store = new DatasetStore(world.objects, buckets);
  await expect(store.read(workload, manifest.id)).rejects.toThrow(/must have the content that its id names/);
  expect(await store.read(workload, sha('none'))).toBeNull();
});

const sha256Of = (bytes: Uint8Array | undefined): string =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
