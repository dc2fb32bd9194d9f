import fc from 'fast-check';
import { type LabelRecord, labelRecordSchema } from '../../../lambdas/contracts/label-record';
import { GatheredRecords } from '../../../lambdas/handlers/training/gathered-records';
import { readCurated } from '../../../lambdas/handlers/training/read-curated';
import { type LabelWorld, labelWorld, linesOf, quarantine, sendLabels } from '../../support/label-world';
import { curate, curated, keysOf, predictions, record, workload } from '../../support/prediction-world';

let world: LabelWorld;
beforeEach(async () => {
  world = labelWorld();
  await world.run([await curate(world, 'a.jpg', 'bags')]);
});

const send = async (name: string, text: string) => {
  const event = await sendLabels(world, `${workload}/${name}`, text);
  world.pass(1000);
  await world.join(event, `m-${name}`);
  return event;
};
const lines = async (own = world): Promise<LabelRecord[]> => {
  const found: LabelRecord[] = await linesOf(own, predictions, '_labels/');
  return found.sort((one, other) => one.revision - other.revision);
};
const codes = async () => (await linesOf(world, quarantine, '_rows/')).map(({ code }) => code);
const examplesOf = async (own = world) =>
  readCurated({ objects: own.objects, bucket: curated }, workload, new GatheredRecords(own.objects, 'models'));
const trained = async () => (await examplesOf()).examples.map(({ path, label }) => [path, label]);
const example = (label: string) => [`labelled/${workload}/${label}/feedback/a.jpg`, label];

it.each([
  ['CSV', '2.csv', 'key,label,corrects\na.jpg,footwear,TRUE\n'],
  ['NDJSON', '2.ndjson', '{"key":"a.jpg","label":"footwear","corrects":true}\n'],
])('a correction by %s takes the place of the label, and its history is kept', async (_, name, text) => {
  await send('1.csv', 'key,label\na.jpg,one-piece\n');
  await send(name, text);
  const [first, second, ...others] = await lines();
  expect(others).toEqual([]);
  expect(first).toMatchObject({ actual: 'one-piece', revision: 1, corrects: null });
  expect(second).toMatchObject({ actual: 'footwear', revision: 2, predicted: 'bags' });
  expect(second?.corrects).toEqual({ actual: 'one-piece', joinedAt: first?.joinedAt, source: first?.source });
  for (const line of [first, second]) expect(labelRecordSchema.parse(line)).toEqual(line);
  expect(await keysOf(world, '_labels/')).toHaveLength(2);
  expect(world.journal.counts).toMatchObject({ [`${workload}/LabelsCorrected`]: 1 });
});

it('the picture is an example of the class that it was corrected to, and no longer of the other one', async () => {
  await send('1.csv', 'key,label\na.jpg,one-piece\n');
  expect(await trained()).toEqual([example('one-piece')]);
  await send('2.csv', 'key,label,corrects\na.jpg,footwear,true\n');
  expect(await trained()).toEqual([example('footwear')]);
  expect((await examplesOf()).excluded).toEqual([{ path: example('one-piece')[0], code: 'CORRECTED_LABEL' }]);
  await send('3.csv', 'key,label,corrects\na.jpg,one-piece,true\n');
  expect(await trained()).toEqual([example('one-piece')]);
  // Data sets of before name the object by its key.
  const key = example('footwear')[0] ?? '';
  expect(await world.objects.head({ bucket: curated, key })).not.toBeNull();
});

it('the same label is a duplicate even as a correction; another one conflicts unless it says that it corrects', async () => {
  await send('1.csv', 'key,label,corrects\na.jpg,bags,false\n');
  await send('2.csv', 'key,label,corrects\na.jpg,bags,true\n');
  await send('3.csv', 'key,label,corrects\na.jpg,footwear,\n');
  expect(await codes()).toEqual(expect.arrayContaining(['DUPLICATE_LABEL', 'CONFLICTING_LABELS']));
  expect(await lines()).toMatchObject([{ actual: 'bags', revision: 1 }]);
});

it('a correction of nothing is a label like any other', async () => {
  await send('1.csv', 'key,label,corrects\na.jpg,bags,true\n');
  expect(await lines()).toMatchObject([{ actual: 'bags', revision: 1, corrects: null }]);
});

it('a file may label and correct: its corrections come last, and two that differ conflict', async () => {
  await send('1.csv', 'key,label,corrects\na.jpg,footwear,true\na.jpg,bags,\n');
  expect((await lines()).map(({ actual }) => actual)).toEqual(['bags', 'footwear']);
  await send('2.csv', 'key,label,corrects\na.jpg,bags,true\na.jpg,one-piece,true\n');
  expect(await codes()).toEqual(['CONFLICTING_LABELS', 'CONFLICTING_LABELS']);
});

it('refuses a correction that is neither true nor false', async () => {
  await send(
    '1.ndjson',
    '{"key":"a.jpg","label":"bags","corrects":"perhaps"}\n{"key":"a.jpg","label":"bags","corrects":1}\n',
  );
  expect(await codes()).toEqual(['NOT_TRUE_OR_FALSE', 'UNREADABLE_LINE']);
});

it('a label that came with an example of its own can be corrected', async () => {
  const key = example('footwear')[0] ?? '';
  await world.objects.put({ bucket: curated, key }, { bytes: Buffer.from('x'), contentType: 'image/jpeg' });
  await world.run([await record(world, { key, versionId: 'v9', label: 'footwear', bytes: 1 })]);
  for (const body of world.labelQueue.bodies) await world.join(JSON.parse(body), 'm1');
  expect(await trained()).toEqual([example('footwear')]);
  await send('2.csv', 'key,label,corrects\na.jpg,bags,true\n');
  expect(await trained()).toEqual([example('bags')]);
});

it('stops after 50 corrections', async () => {
  const classes = ['bags', 'footwear'];
  for (let at = 0; at < 53; at++) await send(`${at}.csv`, `key,label,corrects\na.jpg,${classes[at % 2]},true\n`);
  expect((await lines()).length).toBe(51);
  expect((await codes()).sort()).toEqual(['CONFLICTING_LABELS', 'DUPLICATE_LABEL']);
});

it('a retry has nothing to do for labels whose effects are complete', async () => {
  await world.run([await curate(world, 'b.jpg', 'bags')]);
  const event = await sendLabels(world, `${workload}/1.csv`, 'key,label\na.jpg,bags\nb.jpg,footwear\n');
  const put = world.objects.put.bind(world.objects);
  let calls: string[] = [];
  world.objects.put = (target, object) => {
    calls.push(target.key);
    if (calls.filter(key => key.startsWith('_examples/')).length !== 2) return put(target, object);
    throw new Error('S3 has a bad minute');
  };
  await expect(world.join(event, 'm1')).rejects.toThrow('bad minute');
  const before = calls.filter(key => key.startsWith('_labels/'));
  calls = [];
  world.objects.put = (target, object) => {
    calls.push(target.key);
    return put(target, object);
  };
  await world.join(event, 'm1');
  expect(before).toHaveLength(2);
  expect(calls.filter(key => key.startsWith('_labels/'))).toHaveLength(1);
  expect((await trained()).length).toBe(2);
});

it('whatever comes in whatever order, twice, at once or with faults: one label counts, its history has no gap, one example is trained on', async () => {
  const classes = ['bags', 'footwear', 'one-piece'];
  const file = fc.record({ label: fc.constantFrom(...classes), corrects: fc.boolean() });
  const run = fc.asyncProperty(
    fc.array(file, { minLength: 1, maxLength: 6 }),
    fc.array(fc.array(fc.nat(5), { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
    fc.uniqueArray(fc.nat(40), { maxLength: 10 }),
    async (files, rounds, faults) => {
      const own = labelWorld();
      await own.run([await curate(own, 'a.jpg', 'bags 0.3')]);
      const events = await Promise.all(
        files.map(({ label, corrects }, at) =>
          sendLabels(own, `${workload}/${at}.csv`, `key,label,corrects\na.jpg,${label},${corrects}\n`),
        ),
      );
      const put = own.objects.put.bind(own.objects);
      let calls = 0;
      own.objects.put = (...args) => {
        if (faults.includes(calls++)) throw new Error('S3 has a bad minute');
        return put(...args);
      };
      for (const round of rounds) {
        const those = round.filter(at => at < events.length);
        await Promise.allSettled(those.map(at => own.join(events[at], `m${at}`)));
        own.pass(1);
      }
      own.objects.put = put;
      for (const [at, event] of events.entries()) await own.join(event, `m${at}`);
      const found = await lines(own);
      expect(found.map(({ revision }) => revision)).toEqual(found.map((_, at) => at + 1));
      for (const [at, { corrects, joinedAt }] of found.entries()) {
        const before = found[at - 1];
        expect(corrects?.actual).toBe(before?.actual);
        if (before) expect(joinedAt > before.joinedAt).toBe(true);
      }
      const { examples } = await examplesOf(own);
      expect(examples.map(({ label }) => label)).toEqual([found.at(-1)?.actual]);
    },
  );
  await fc.assert(run, { numRuns: 150 });
});
