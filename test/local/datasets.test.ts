import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { DatasetManifest } from '../../lambdas/contracts/dataset-manifest';
import { type DeployedEverloop, deployedEverloop } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';

jest.setTimeout(240_000);

const classes = ['upper-part', 'bottom-part', 'one-piece', 'footwear', 'bags'];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-datasets-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Noise that follows from a number: no two look the same. */
function photo(seed: number): Promise<Buffer> {
  let state = seed * 2_654_435_761 + 1;
  const pixels = Buffer.from(
    Array.from({ length: 1024 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
  return sharp(pixels, { raw: { width: 32, height: 32, channels: 1 } })
    .png()
    .toBuffer();
}

async function makeSet(name: string, perClass: number, firstSeed: number): Promise<string> {
  for (const [place, label] of classes.entries()) {
    fs.mkdirSync(path.join(folder, name, label), { recursive: true });
    for (let at = 0; at < perClass; at++) {
      const bytes = await photo(firstSeed + place * perClass + at);
      fs.writeFileSync(path.join(folder, name, label, `${at}.png`), bytes);
    }
  }
  return path.join(folder, name);
}

async function dataset(...words: string[]): Promise<any> {
  const variables = { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' };
  const { code, stdout, stderr } = await everloop(['dataset', ...words, '--json', '--quiet'], variables);
  if (code !== 0) throw new Error(`everloop dataset ${words.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

let world: DeployedEverloop;
beforeAll(async () => {
  world = await deployedEverloop();
});

it('imports, uploads, draws and compares data sets on the deployed buckets', async () => {
  const golden = await makeSet('golden', 3, 1_000);
  const training = await makeSet('training', 40, 10_000);
  expect(await dataset('import', golden, '--golden')).toMatchObject({ accepted: 15, sent: 15, rejected: [] });
  expect(await dataset('import', training)).toMatchObject({ accepted: 200, sent: 200 });
  expect(await dataset('import', training)).toMatchObject({ sent: 0, known: 200 });

  const first = await dataset('build');
  expect(first).toMatchObject({ stored: 'written', faults: [], balance: { total: { golden: 15 } } });

  // Its GPS position is stripped on the way: the manifest must name the bytes that lie in the curated bucket.
  const key = 'labelled/product-images/bags/feedback/one.jpg';
  const position = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } };
  const sent = await sharp(await photo(77))
    .jpeg()
    .withExif(position)
    .toBuffer();
  const versionId = await world.arrive(key, sent);
  await world.outcomeOf(key, versionId);
  const second = await dataset('build');
  const { counts, sameGoldenSet, changes } = await dataset('diff', first.id, second.id);
  expect({ counts, sameGoldenSet }).toEqual({
    counts: { added: 1, removed: 0, relabelled: 0, moved: 0 },
    sameGoldenSet: true,
  });
  const stored = await world.objects.get({ bucket: world.deployment.CuratedBucket, key });
  expect(Buffer.from(stored?.bytes ?? []).equals(sent)).toBe(false);
  const sha256 = createHash('sha256')
    .update(stored?.bytes ?? '')
    .digest('hex');
  expect(changes[0].item).toMatchObject({ path: key, source: 'feedback', sha256 });

  const shown: DatasetManifest & { uri: string } = await dataset('show', second.id.slice(0, 12));
  expect(shown.uri).toBe(`s3://${world.deployment.ModelsBucket}/datasets/product-images/${second.id}.json`);
  for (const { path: object, sizeBytes } of shown.items.slice(0, 20)) {
    const head = await world.objects.head({ bucket: world.deployment.CuratedBucket, key: object });
    expect(head?.sizeBytes).toBe(sizeBytes);
  }
  expect((await dataset('list')).map(({ id }: { id: string }) => id)).toEqual([second.id, first.id]);
});
