import fc from 'fast-check';
import { labelRecordSchema } from '../../../lambdas/contracts/label-record';
import { exampleOf, parseCuratedRecord } from '../../../lambdas/domain/datasets/curated-records';
import { parseGathered } from '../../../lambdas/domain/datasets/gathered-lines';
import { parsePredictionMessage } from '../../../lambdas/domain/predictions/prediction-message';
import { type LabelWorld, labelWorld, linesOf, quarantine, sendLabels } from '../../support/label-world';
import {
  curate,
  curated,
  keysOf,
  message,
  predictions,
  record,
  recordsOf,
  workload,
} from '../../support/prediction-world';

let world: LabelWorld;
let ids: Record<string, string>;

beforeEach(async () => {
  world = labelWorld();
  await world.run([
    await curate(world, 'a.jpg', 'bags'),
    await curate(world, 'b.jpg', 'footwear 0.5'),
    await curate(world, 'c.jpg', 'one-piece'),
  ]);
  const made = await recordsOf(world);
  ids = Object.fromEntries(made.map(({ key, inferenceId }) => [key.split('/').at(-1), inferenceId]));
});

const joined = () => linesOf(world, predictions, '_labels/');
const rejected = () => linesOf(world, quarantine, '_rows/');
const send = async (name: string, text: string) =>
  world.join(await sendLabels(world, `${workload}/${name}`, text), 'm1');

it('tells monitors of the prediction that a label answers, not of labels that are refused', async () => {
  const [prediction] = (await recordsOf(world)).filter(({ inferenceId }) => inferenceId === ids['a.jpg']);
  world.looks.calls.length = 0;
  await send('x.csv', `inference_id,label\n${ids['a.jpg']},footwear\n${'f'.repeat(26)},bags\n`);
  expect(world.looks.calls).toEqual([`label of ${workload} at ${prediction?.predictedAt}`]);
});

it.each([
  ['CSV by inference id', 'x.csv', () => `inference_id,label,annotator\n${ids['a.jpg']},footwear,me\n`],
  ['CSV by key', 'x.csv', () => `key,label\nincoming/${workload}/a.jpg,footwear\n`],
  ['CSV by the rest of the key', 'x.csv', () => '\ufeffkey,label\r\n"a.jpg",footwear\r\n'],
  ['NDJSON', 'x.ndjson', () => `${JSON.stringify({ inference_id: ids['a.jpg'], label: 'footwear' })}\n\n`],
])('joins a label of %s to its prediction', async (_, name, text) => {
  await send(name, text());
  const [record, ...others] = await joined();
  expect(others).toEqual([]);
  expect(labelRecordSchema.parse(record)).toEqual(record);
  expect(record).toMatchObject({ predicted: 'bags', actual: 'footwear', score: 0.9, modelVersion: 7 });
  expect(await keysOf(world, '_labels/')).toEqual([
    `_labels/${workload}/day=2026-01-02/hour=03/${ids['a.jpg']}.ndjson`,
  ]);
});

it('makes the labelled image a training example of the source feedback', async () => {
  await send('x.csv', 'key,label\na.jpg,footwear\n');
  const key = `labelled/${workload}/footwear/feedback/a.jpg`;
  expect((await world.objects.get({ bucket: curated, key }))?.bytes).toEqual(
    (await world.objects.get({ bucket: curated, key: `incoming/${workload}/a.jpg` }))?.bytes,
  );
  const documents = (await linesOf(world, curated, '_examples/')).map(parseCuratedRecord);
  const example = documents.find(document => document?.key === key);
  expect(example && exampleOf(example)).toMatchObject({
    path: key,
    label: 'footwear',
    source: 'feedback',
    at: expect.stringMatching(/^2026-01-02T/),
  });
});

it('the examples that a file made are gathered for data sets, as their records say them', async () => {
  await send('x.csv', 'key,label\na.jpg,footwear\nb.jpg,bags\n');
  const [file, ...more] = (await world.objects.list(curated, '_gathered/')).keys;
  expect(more).toEqual([]);
  const stored = await world.objects.get({ bucket: curated, key: file?.key ?? '' });
  const lines = parseGathered(new TextDecoder().decode(stored?.bytes));
  const records = (await world.objects.list(curated, '_examples/')).keys;
  expect(lines.map(([key, etag]) => ({ key, etag }))).toEqual(
    expect.arrayContaining(records.map(({ key, etag }) => ({ key, etag }))),
  );
  expect(lines.map(([, , text]) => JSON.parse(text).label).sort()).toEqual(['bags', 'footwear']);
});

it('takes a labelled image out of review', async () => {
  expect(await keysOf(world, `${workload}/_review/`)).toEqual([`${workload}/_review/b.jpg`]);
  await send('x.csv', 'key,label\nb.jpg,footwear\n');
  expect(await keysOf(world, `${workload}/_review/`)).toEqual([]);
  expect(await keysOf(world, `${workload}/footwear/`)).toEqual([`${workload}/footwear/b.jpg`]);
});

it('a label of an older prediction leaves the question of a newer one open', async () => {
  await world.run([await curate(world, 'b.jpg', 'bags 0.5', { version: 'v2' })]);
  await send('x.csv', `inference_id,label\n${ids['b.jpg']},footwear\n`);
  expect((await joined()).length).toBe(1);
  expect(await keysOf(world, `${workload}/_review/`)).toEqual([`${workload}/_review/b.jpg`]);
});

it('of two labels at the same moment one counts and the other conflicts', async () => {
  const events = [
    await sendLabels(world, `${workload}/1.csv`, 'key,label\na.jpg,bags\n'),
    await sendLabels(world, `${workload}/2.csv`, 'key,label\na.jpg,footwear\n'),
  ];
  await Promise.all(events.map((event, at) => world.join(event, `m${at}`)));
  expect((await joined()).length).toBe(1);
  expect((await rejected()).map(({ code }) => code)).toEqual(['CONFLICTING_LABELS']);
  expect((await world.objects.list(curated, `labelled/`)).keys.length).toBe(1);
});

it('refuses each bad label for its own reason and joins the others', async () => {
  const lines = [
    'inference_id,key,label,labelled_at',
    ',a.jpg,bags,2026-01-02',
    ',a.jpg,bags,',
    ',b.jpg,bags,',
    ',b.jpg,footwear,',
    ',nobody.jpg,bags,',
    `${'0'.repeat(32)},,bags,`,
    ',c.jpg,hats,',
    ',c.jpg,,',
    ',,bags,',
    ',c.jpg,bags,yesterday',
    ',c.jpg,bags',
    ',"c.jpg"x,bags,',
    ',c.jpg,one-piece,',
  ];
  await send('x.csv', lines.join('\n'));
  expect((await joined()).map(({ key, labelledAt }) => [key, labelledAt])).toEqual(
    expect.arrayContaining([
      [`incoming/${workload}/a.jpg`, '2026-01-02T00:00:00.000Z'],
      [`incoming/${workload}/c.jpg`, '2026-01-02T03:04:05.000Z'],
    ]),
  );
  expect((await rejected()).map(({ line, code }) => [line, code])).toEqual([
    [3, 'DUPLICATE_LABEL'],
    [4, 'CONFLICTING_LABELS'],
    [5, 'CONFLICTING_LABELS'],
    [6, 'UNKNOWN_PREDICTION'],
    [7, 'UNKNOWN_PREDICTION'],
    [8, 'UNKNOWN_LABEL'],
    [9, 'MISSING_VALUE'],
    [10, 'NO_REFERENCE'],
    [11, 'NOT_A_TIMESTAMP'],
    [12, 'FIELD_COUNT'],
    [13, 'STRAY_QUOTE'],
  ]);
  const [first] = await rejected();
  expect(first).toMatchObject({
    raw: ',a.jpg,bags,',
    remedy: expect.any(String),
    message: expect.stringContaining('line 2'),
  });
  expect(world.journal.counts).toMatchObject({ [`${workload}/LabelsJoined`]: 2, [`${workload}/LabelsRejected`]: 11 });
});

it('refuses lines of NDJSON that are no label', async () => {
  await send('x.ndjson', '{"key":"a.jpg","label":1}\nnonsense\n[]\n{"key":"a.jpg","label":"bags"}\n');
  expect((await rejected()).map(({ code }) => code)).toEqual(Array(3).fill('UNREADABLE_LINE'));
  expect((await joined()).length).toBe(1);
});

it('a label that came before stays: the same is a duplicate, another one conflicts', async () => {
  await send('1.csv', 'key,label\na.jpg,bags\n');
  await send('2.csv', 'key,label\na.jpg,bags\n');
  await send('3.csv', 'key,label\na.jpg,footwear\n');
  expect((await rejected()).map(({ code }) => code).sort()).toEqual(['CONFLICTING_LABELS', 'DUPLICATE_LABEL']);
  expect((await joined()).map(({ actual }) => actual)).toEqual(['bags']);
});

it('a label counts on the last day that it may come, and no longer', async () => {
  world.pass(90 * 86_400_000);
  await send('1.csv', 'key,label\na.jpg,bags\n');
  world.pass(1);
  await send('2.csv', 'key,label\nb.jpg,bags\n');
  expect((await joined()).map(({ key }) => key)).toEqual([`incoming/${workload}/a.jpg`]);
  expect(await rejected()).toMatchObject([{ code: 'LATE_LABEL' }]);
});

it.each([
  ['empty', `${workload}/x.csv`, '', 'EMPTY_FILE'],
  ['a header alone', `${workload}/x.csv`, 'key,label\n', 'NO_ROWS'],
  ['without the column of labels', `${workload}/x.csv`, 'key,class\na.jpg,bags\n', 'MISSING_COLUMN'],
  ['a document', `${workload}/x.ndjson`, '%PDF-1.7', 'BINARY_CONTENT'],
  ['for a workload that predicts nothing', 'traffic-volume/x.csv', 'key,label\na,b\n', 'NO_PREDICTIONS'],
  ['for nobody', 'nobody/x.csv', 'key,label\na,b\n', 'UNKNOWN_WORKLOAD'],
  ['of another extension', `${workload}/x.xlsx`, 'key,label\na,b\n', 'UNKNOWN_LAYOUT'],
])('a file that is %s goes to quarantine whole', async (_, name, text, code) => {
  await world.join(await sendLabels(world, name, text), 'm1');
  const [reasons] = await linesOf(world, quarantine, '_reasons/');
  expect(reasons).toMatchObject({ key: `labels/${name}`, verdict: 'reject', reasons: [{ code }] });
  expect((await world.objects.list(quarantine, 'labels/')).keys.length).toBe(1);
  expect(await joined()).toEqual([]);
});

it('a file above the limit goes to quarantine without its bytes being read', async () => {
  const event = await sendLabels(world, `${workload}/x.csv`, `key,label\n${'#'.repeat(4 * 1024 * 1024)}`);
  const read: string[] = [];
  const get = world.objects.get.bind(world.objects);
  world.objects.get = ref => {
    read.push(ref.key);
    return get(ref);
  };
  await world.join(event, 'm1');
  expect(read).toEqual([]);
  expect(await linesOf(world, quarantine, '_reasons/')).toMatchObject([{ reasons: [{ code: 'TOO_MANY_BYTES' }] }]);
});

it('an example in a folder of feedback answers the prediction of its image, and an example of anything else is one too', async () => {
  const drop = (name: string) =>
    record(world, { key: `labelled/${workload}/footwear/feedback/${name}`, versionId: 'v9', label: 'footwear' });
  await world.run([await drop('a.jpg'), await drop('unknown.jpg')]);
  expect(world.labelQueue.bodies.length).toBe(2);
  for (const body of world.labelQueue.bodies) await world.join(JSON.parse(body), 'm1');
  expect((await joined()).map(({ key, actual }) => [key, actual])).toEqual([
    [`incoming/${workload}/a.jpg`, 'footwear'],
  ]);
  expect(await linesOf(world, quarantine, '')).toEqual([]);
  expect((await world.objects.list(curated, `labelled/`)).keys).toEqual([]);
});

it('an example that was made of a label is no new label: its record lies where no event asks anything', async () => {
  await send('x.csv', 'key,label\na.jpg,footwear\n');
  const [record, ...more] = (await world.objects.list(curated, '_examples/')).keys;
  expect(more).toEqual([]);
  expect((await world.objects.list(curated, '_feedback/')).keys).toEqual([]);
  const event = message({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: curated }, object: { key: record?.key } },
  });
  expect(() => parsePredictionMessage(event.body)).toThrow('must be the event of a feature record below _features/');
});

it('joins each label once, however often and in whatever order its file comes, and whatever fails meanwhile', async () => {
  const run = fc.asyncProperty(
    fc.array(fc.nat(2), { minLength: 3, maxLength: 9 }),
    fc.uniqueArray(fc.nat(30), { maxLength: 10 }),
    async (deliveries, faults) => {
      const own = labelWorld();
      await own.run([await curate(own, 'a.jpg', 'bags 0.3'), await curate(own, 'b.jpg', 'footwear')]);
      const texts = [
        'key,label\na.jpg,bags\n',
        'key,label\na.jpg,footwear\nb.jpg,footwear\n',
        'key,label\nb.jpg,footwear\n',
      ];
      const events = await Promise.all(texts.map((text, at) => sendLabels(own, `${workload}/${at}.csv`, text)));
      const put = own.objects.put.bind(own.objects);
      let calls = 0;
      own.objects.put = (...args) => {
        if (faults.includes(calls++)) throw new Error('S3 has a bad minute');
        return put(...args);
      };
      for (const at of deliveries) await own.join(events[at], `m${at}`).catch(() => undefined);
      own.objects.put = put;
      for (const [at, event] of events.entries()) await own.join(event, `m${at}`);
      const labels = await linesOf(own, predictions, '_labels/');
      expect(labels.map(({ key }) => key.split('/').at(-1)).sort()).toEqual(['a.jpg', 'b.jpg']);
      const examples = (await own.objects.list(curated, 'labelled/')).keys.map(({ key }) => key);
      const wanted = labels.map(
        ({ key, actual }) => `labelled/${workload}/${actual}/feedback/${key.split('/').at(-1)}`,
      );
      expect(examples.sort()).toEqual(wanted.sort());
      for (const key of examples) expect(own.objects.countVersions({ bucket: curated, key })).toBe(1);
      expect((await linesOf(own, quarantine, '_rows/')).length).toBe(2);
    },
  );
  await fc.assert(run, { numRuns: 60 });
});
