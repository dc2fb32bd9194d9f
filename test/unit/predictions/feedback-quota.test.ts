import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { ImportedExample } from '../../../lambdas/contracts/dataset-import';
import { importedKey, importKey } from '../../../lambdas/domain/datasets/dataset-keys';
import { buildDataset } from '../../../lambdas/handlers/training/build-dataset';
import { labelWorld, sendLabels } from '../../support/label-world';
import { curate, curated, record, workload } from '../../support/prediction-world';

const classes = ['bags', 'footwear'];
const policy = { validationShare: 0.1, maxFeedbackShare: 0.3, driftShare: 1e-9, nearDuplicateBits: 0 };
const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const measured = (name: string) => ({
  sha256: sha(name),
  features: { perceptualHash: sha(name).slice(0, 16), differenceHash: sha(name).slice(16, 32) },
});

/** Images that were classified, examples of other sources, and a golden set of which one image is also an arrival. */
async function worldOf({ images, uploads }: { images: number; uploads: number }) {
  const world = labelWorld();
  const names = Array.from({ length: images }, (_, at) => `${at}.jpg`);
  for (const name of names) await world.run([await curate(world, name, 'bags', measured(name))]);
  for (let at = 0; at < uploads; at++) {
    const label = classes[at % 2] ?? '';
    const key = `labelled/${workload}/${label}/u${at}.jpg`;
    await world.objects.put({ bucket: curated, key }, { bytes: Buffer.from('1234'), contentType: 'image/jpeg' });
    await record(world, { key, versionId: 'v1', label, bytes: 4, ...measured(`u${at}`) });
  }
  const golden = ['0.jpg', 'g1', 'g2'].map((name, at): ImportedExample => {
    const label = classes[at % 2] ?? '';
    const { sha256, features } = measured(name);
    const key = importedKey({ kind: 'golden', workload, label, sha256, format: 'png' });
    return { key, label, sha256, sizeBytes: 4, day: '2026-01-01', ...features, features: {} };
  });
  for (const { key } of golden)
    await world.objects.put({ bucket: curated, key }, { bytes: Buffer.from('1234'), contentType: 'image/png' });
  await world.objects.put(
    {
      bucket: curated,
      key: importKey(
        'golden',
        workload,
        golden.map(({ key }) => key),
      ),
    },
    { bytes: Buffer.from(golden.map(line => `${JSON.stringify(line)}\n`).join('')), contentType: 'x' },
  );
  return { world, names, golden };
}

const draw = (objects: MemoryObjectStore) =>
  buildDataset({ workload, classes, policy }, { objects, buckets: { models: 'models', curated } });

it('feedback keeps its share and the golden set its pictures, however labels come: at once, twice, in any order, corrected', async () => {
  const row = fc.record({ image: fc.nat(11), label: fc.constantFrom(...classes), corrects: fc.boolean() });
  const run = fc.asyncProperty(
    fc.array(fc.array(row, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
    fc.integer({ min: 6, max: 30 }),
    async (files, rounds, uploads) => {
      const { world, names, golden } = await worldOf({ images: 12, uploads });
      const before = await draw(world.objects);
      const texts = files.map(rows =>
        ['key,label,corrects', ...rows.map(one => `${names[one.image]},${one.label},${one.corrects}`)].join('\n'),
      );
      const events = await Promise.all(texts.map((text, at) => sendLabels(world, `${workload}/${at}.csv`, text)));
      for (const round of [...rounds, [0, 1, 2, 3], [3, 2, 1, 0]]) {
        const those = round.filter(at => at < events.length);
        // Nobody else's message may be the same one: a redelivery is, and takes its own lease over.
        await Promise.allSettled(those.flatMap(at => [at, at]).map(at => world.join(events[at], `m${at}`)));
      }
      const { manifest, balance } = await draw(world.objects);
      const train = manifest.items.filter(({ split }) => split === 'train');
      const feedback = train.filter(({ source }) => source === 'feedback').length;
      const others = train.length - feedback;
      expect(others).toBe(before.manifest.items.filter(({ split }) => split === 'train').length);
      expect(feedback).toBeLessThanOrEqual((policy.maxFeedbackShare * others) / (1 - policy.maxFeedbackShare));
      const contents = manifest.items.map(({ sha256 }) => sha256);
      expect(new Set(contents).size).toBe(contents.length);
      expect(Object.values(balance.bySource).reduce((sum, one) => sum + one, 0) + golden.length).toBe(contents.length);
      const frozen = manifest.items.filter(({ split }) => split === 'golden');
      expect(frozen).toEqual(before.manifest.items.filter(({ split }) => split === 'golden'));
      expect(frozen.map(({ path }) => path).sort()).toEqual(golden.map(({ key }) => key).sort());
      for (const { key } of golden) expect(world.objects.countVersions({ bucket: curated, key })).toBe(1);
    },
  );
  await fc.assert(run, { numRuns: 40 });
});

it('takes as much feedback as its share allows, no more', async () => {
  const { world, names } = await worldOf({ images: 12, uploads: 20 });
  const text = ['key,label', ...names.map(name => `${name},footwear`)].join('\n');
  await world.join(await sendLabels(world, `${workload}/all.csv`, text), 'm1');
  const { manifest, excluded } = await draw(world.objects);
  const train = manifest.items.filter(({ split, label }) => split === 'train' && label === 'footwear');
  const others = train.filter(({ source }) => source !== 'feedback').length;
  const wanted = Math.floor((policy.maxFeedbackShare * others) / (1 - policy.maxFeedbackShare));
  expect(train.length - others).toBe(wanted);
  const codes = excluded.map(({ code }) => code);
  expect(codes.filter(code => code === 'GOLDEN_DUPLICATE')).toHaveLength(1);
  expect(codes.filter(code => code === 'OVER_FEEDBACK_QUOTA').length).toBeGreaterThan(0);
});
