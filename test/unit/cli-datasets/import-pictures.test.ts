import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import {
  earlierGolden,
  type ImportTarget,
  judgePictures,
  recordImport,
  sendPictures,
} from '../../../cli/datasets/import-pictures';
import type { ImagesContract } from '../../../cli/datasets/judge-import';
import { planImport } from '../../../cli/datasets/plan-import';
import { walkFiles } from '../../../cli/ingestion/walk-files';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { decodeShrunk } from '../../../lambdas/adapters/sharp-decoder';
import { createImageValidator } from '../../../lambdas/domain/images/validate-image';
import { buildDataset } from '../../../lambdas/handlers/training/build-dataset';
import { contracts } from '../cli-ingestion/contracts';
import { temporaryFolder } from '../cli-ingestion/temporary-folder';
import { policy } from '../datasets/examples';

const contract = contracts['product-images'] as ImagesContract;
const workload = 'product-images';
const buckets = { curated: 'curated', models: 'models' };
const judging = { contract, validateImage: createImageValidator({ decode: decodeShrunk }) };

const root = temporaryFolder();
let folders = 0;

/** A new folder with these files. */
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = path.join(root, String(++folders));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const photo = (seed: number): Promise<Buffer> => {
  const pixels = Buffer.from(Array.from({ length: 1024 }, (_, at) => (at * at * (seed * 2 + 1)) % 253));
  return sharp(pixels, { raw: { width: 32, height: 32, channels: 1 } })
    .png()
    .toBuffer();
};

async function pictures(names: readonly string[]): Promise<Record<string, Buffer>> {
  return Object.fromEntries(await Promise.all(names.map(async (name, index) => [name, await photo(index)] as const)));
}

const progress = (signal = new AbortController().signal) => ({ signal, onProgress: () => undefined });

async function judge(folder: string) {
  const { files } = planImport((await walkFiles([folder])).files, contract.classes);
  return judgePictures(files, judging, progress());
}

async function importFolder(folder: string, target: ImportTarget, replace: 'keep' | 'replace' = 'keep') {
  const { accepted, rejected } = await judge(folder);
  const replaced = await earlierGolden(target, accepted, replace);
  const sent = await sendPictures(accepted, target, { ...progress(), contract, concurrency: 4 });
  const record = await recordImport(accepted, target, { day: '2026-01-05', replaced });
  return { ...sent, record, rejected };
}

const targetOf = (objects: MemoryObjectStore, kind: ImportTarget['kind'] = 'labelled'): ImportTarget => ({
  objects,
  curated: buckets.curated,
  workload,
  kind,
});

const keysOf = async (objects: MemoryObjectStore, prefix: string) =>
  (await objects.list(buckets.curated, prefix)).keys.map(({ key }) => key);

it('stores each picture once under its content, and nothing of it anew when repeated', async () => {
  const files = await pictures(['bags/a.png', 'bags/deep/b.png', 'footwear/c.png']);
  const folder = folderWith({ ...files, 'bags/copy.png': files['bags/a.png'] as Buffer });
  const objects = new MemoryObjectStore();
  const first = await importFolder(folder, targetOf(objects));
  expect(first).toMatchObject({ sent: 3, known: 0, rejected: [] });
  const keys = await keysOf(objects, '');
  expect(keys).toHaveLength(4);
  expect(keys.filter(key => /^imported\/product-images\/(bags|footwear)\/[0-9a-f]{64}\.png$/.test(key))).toHaveLength(
    3,
  );
  const again = await importFolder(folder, targetOf(objects));
  expect(again).toMatchObject({ sent: 0, known: 3, record: first.record });
  for (const key of keys) expect(objects.countVersions({ bucket: buckets.curated, key })).toBe(1);
});

it('sends only the rest after an interruption, and records nothing before all is there', async () => {
  const folder = folderWith(await pictures(Array.from({ length: 9 }, (_, index) => `bags/${index}.png`)));
  const objects = new MemoryObjectStore();
  const { accepted } = await judge(folder);
  const interruption = new AbortController();
  let sent = 0;
  const onProgress = () => {
    if (++sent === 4) interruption.abort(new Error('Ctrl-C'));
  };
  const sending = sendPictures(accepted, targetOf(objects), {
    signal: interruption.signal,
    onProgress,
    contract,
    concurrency: 2,
  });
  await expect(sending).rejects.toThrow('Ctrl-C');
  const there = await keysOf(objects, 'imported/');
  expect(there.length).toBeGreaterThanOrEqual(4);
  expect(there.length).toBeLessThan(9);
  expect(await keysOf(objects, '_imports/')).toEqual([]);
  const rest = await importFolder(folder, targetOf(objects));
  expect(rest).toMatchObject({ sent: 9 - there.length, known: there.length });
});

it('imports nothing that validation rejects, and says why', async () => {
  const good = await pictures(['bags/a.png', 'footwear/b.png']);
  const cut = (good['bags/a.png'] as Buffer).subarray(0, 60);
  const folder = folderWith({ ...good, 'bags/cut.png': cut, 'bags/page.png': '<html>' });
  const objects = new MemoryObjectStore();
  const { rejected, sent } = await importFolder(folder, targetOf(objects));
  expect(sent).toBe(2);
  expect(rejected.map(({ path: file, reasons }) => [path.basename(file), reasons[0]?.code])).toEqual([
    ['cut.png', 'TRUNCATED'],
    ['page.png', 'NOT_AN_IMAGE'],
  ]);
});

it('rejects a picture that lies in two class folders', async () => {
  const files = await pictures(['bags/a.png']);
  const folder = folderWith({ ...files, 'footwear/a.png': files['bags/a.png'] as Buffer });
  const { accepted, rejected } = await judge(folder);
  expect(accepted).toEqual([]);
  expect(rejected.map(({ reasons }) => reasons[0]?.code)).toEqual(['LABEL_CONFLICT', 'LABEL_CONFLICT']);
});

it('stores pictures without their GPS position, under the hash of what is stored', async () => {
  const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } };
  const plain = sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } });
  const sent = await plain.jpeg().withExif(position).toBuffer();
  const objects = new MemoryObjectStore();
  await importFolder(folderWith({ 'bags/here.jpg': sent }), targetOf(objects));
  const [key = ''] = await keysOf(objects, 'imported/');
  const stored = await objects.get({ bucket: buckets.curated, key });
  expect(stored?.bytes.length).toBe(sent.length);
  expect(Buffer.from(stored?.bytes ?? []).equals(sent)).toBe(false);
  const [{ accepted }] = [await judge(folderWith({ 'bags/here.jpg': Buffer.from(stored?.bytes ?? []) }))];
  expect(key).toContain(accepted[0]?.sha256);
});

it('fails when a file changes between judging and sending', async () => {
  const folder = folderWith(await pictures(['bags/a.png']));
  const { accepted } = await judge(folder);
  fs.writeFileSync(path.join(folder, 'bags/a.png'), await photo(7));
  const sending = sendPictures(accepted, targetOf(new MemoryObjectStore()), {
    ...progress(),
    contract,
    concurrency: 1,
  });
  await expect(sending).rejects.toThrow(/must stay as it is meanwhile/);
});

describe('the golden set', () => {
  it('lies where nothing feeds it, and stays as it is', async () => {
    const objects = new MemoryObjectStore();
    const target = targetOf(objects, 'golden');
    const folder = folderWith(await pictures(['bags/a.png', 'footwear/b.png']));
    const first = await importFolder(folder, target);
    expect(await keysOf(objects, 'golden/product-images/')).toHaveLength(2);
    expect(await importFolder(folder, target)).toMatchObject({ sent: 0, known: 2, record: first.record });
    const other = folderWith({ 'bags/other.png': await photo(9) });
    await expect(importFolder(other, target)).rejects.toThrow(/golden set must stay frozen/);
    expect(await keysOf(objects, 'golden/product-images/')).toHaveLength(2);
  });

  it('is replaced as a whole when a person says so, and training never sees either', async () => {
    const objects = new MemoryObjectStore();
    const old = folderWith({ 'bags/a.png': await photo(1), 'footwear/b.png': await photo(2) });
    await importFolder(old, targetOf(objects, 'golden'));
    const names = Array.from({ length: 40 }, (_, index) => `${contract.classes[index % 2]}/${index}.png`);
    const training = Object.fromEntries(await Promise.all(names.map(async (name, at) => [name, await photo(at + 20)])));
    await importFolder(folderWith({ ...training, 'bags/leak.png': await photo(3) }), targetOf(objects));
    const next = folderWith({ 'bags/c.png': await photo(3), 'footwear/d.png': await photo(4) });
    const { record } = await importFolder(next, targetOf(objects, 'golden'), 'replace');
    expect(await keysOf(objects, '_imports/product-images/golden/')).toEqual([record]);
    const request = { workload, classes: contract.classes, policy: { ...policy, nearDuplicateBits: 0 } };
    const { manifest, excluded } = await buildDataset(request, { objects, buckets });
    expect(manifest.items.filter(({ split }) => split === 'golden')).toHaveLength(2);
    expect(manifest.items.filter(({ split }) => split !== 'golden')).toHaveLength(40);
    expect(excluded.map(({ code }) => code)).toEqual(['GOLDEN_DUPLICATE']);
  });
});

describe('the folder', () => {
  const plan = async (files: Record<string, string>) =>
    planImport((await walkFiles([folderWith(files)])).files, contract.classes);

  it('gives each file the class of its first folder', async () => {
    const { files, skipped } = await plan({ 'bags/x/y.png': '1', 'footwear/z.png': '2', 'README.md': '3' });
    expect(files.map(({ label }) => label)).toEqual(['bags', 'footwear']);
    expect(skipped).toMatchObject([{ why: 'in no class folder' }]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a folder that is no class', { 'hats/a.png': '1' }, /folders must be named by one of bags, footwear, got "hats"/],
    ['a class folder itself', { 'a.png': '1' }, /must hold one folder per class/],
  ])('fails for %s', async (_, files, message) => {
    await expect(plan(files)).rejects.toThrow(message);
  });
});
