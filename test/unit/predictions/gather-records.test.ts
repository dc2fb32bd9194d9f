import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { parquetFormat } from '../../../lambdas/adapters/parquet/parquet-format';
import { createGatherRecords } from '../../../lambdas/handlers/predictions/tables/gather-records';
import { type LabelWorld, labelWorld, sendLabels } from '../../support/label-world';
import { curate, keysOf, predictions, recordsOf, workload } from '../../support/prediction-world';

const hourMs = 3_600_000;
/** What the world's clock says first. */
const hour = { key: `_parquet/predictions/workload=${workload}/dt=2026-01-02/hour-03.parquet` };

const gatherer = ({ objects, clock, journal, effects: { plans } }: LabelWorld, linesPerFile = 100) => {
  const shared = { objects, clock, journal, plans, predictionsBucket: predictions };
  const gather = createGatherRecords({ ...shared, format: parquetFormat, linesPerFile });
  return (request: unknown = { hours: 6 }, hasTime = () => true) => gather(request, hasTime);
};

async function rowsOf({ objects }: LabelWorld, { key } = hour): Promise<any[]> {
  const stored = await objects.get({ bucket: predictions, key });
  if (!stored) return [];
  const file = stored.bytes.slice().buffer;
  return parquetReadObjects({ file, utf8: true });
}

let world: LabelWorld;
beforeEach(async () => {
  world = labelWorld();
  await world.run([await curate(world, 'a.jpg', 'bags'), await curate(world, 'b.jpg', 'footwear 0.5')]);
});

it('gathers the records of an hour that is over into typed rows, and those of one that is not when asked to', async () => {
  expect(await gatherer(world)()).toEqual({ files: 0, rows: 0, complete: true });
  expect(await gatherer(world)({ hours: 1, now: true })).toEqual({ files: 1, rows: 2, complete: true });
  world.pass(hourMs);
  expect(await gatherer(world)()).toMatchObject({ files: 0 });
  const [record] = (await recordsOf(world)).filter(({ key }) => key.endsWith('/b.jpg'));
  const row = (await rowsOf(world)).find(({ key }) => key.endsWith('/b.jpg'));
  expect(row).toMatchObject({
    inference_id: record?.inferenceId,
    model_version: 7,
    label: 'footwear',
    score: 0.5,
    for_review: true,
    refusal_code: null,
    predicted_at: new Date(record?.predictedAt ?? ''),
  });
  expect(row.probabilities).toEqual(record?.probabilities);
  expect(row.features).toEqual(record?.features);
});

it('a label has its own table', async () => {
  await world.join(await sendLabels(world, `${workload}/x.csv`, 'key,label\na.jpg,footwear\n'), 'm1');
  await gatherer(world)({ hours: 1, now: true });
  const key = `_parquet/labels/workload=${workload}/dt=2026-01-02/hour-03.parquet`;
  expect(await rowsOf(world, { key })).toMatchObject([{ predicted: 'bags', actual: 'footwear', source_line: 2 }]);
});

it('has the columns and partitions that Athena and Glue read: lower case, typed, none of them a partition', async () => {
  await gatherer(world)({ hours: 1, now: true });
  const { bytes } = (await world.objects.get({ bucket: predictions, ...hour })) ?? {};
  const { children } = parquetSchema(parquetMetadata((bytes ?? new Uint8Array()).slice().buffer));
  const types = children.map(({ element: { name, type, converted_type, repetition_type } }) =>
    [name, converted_type ?? type, repetition_type].join(' '),
  );
  expect(types).toEqual(expect.arrayContaining(['probabilities MAP OPTIONAL', 'score DOUBLE OPTIONAL']));
  expect(types).toEqual(
    expect.arrayContaining(['predicted_at TIMESTAMP_MILLIS REQUIRED', 'model_version INT32 OPTIONAL']),
  );
  for (const { element } of children) expect(element.name).toMatch(/^[a-z][a-z0-9_]*$/);
  expect(children.map(({ element }) => element.name)).not.toEqual(expect.arrayContaining(['workload', 'dt']));
});

it('a line that comes late is in the file after the next run; a run that finds nothing new writes nothing', async () => {
  world.pass(hourMs);
  const gather = gatherer(world);
  await gather();
  const { key = '' } = { key: (await keysOf(world, '_records/'))[0] ?? '' };
  const late = (await world.objects.get({ bucket: predictions, key }))?.bytes ?? new Uint8Array();
  const text = Buffer.from(late)
    .toString()
    .replace(/"inferenceId":"\w{32}"/, `"inferenceId":"${'f'.repeat(32)}"`);
  const other = key.replace(/\w{32}\.ndjson$/, `${'f'.repeat(32)}.ndjson`);
  await world.objects.put({ bucket: predictions, key: other }, { bytes: Buffer.from(text), contentType: 'x' });
  expect(await gather()).toMatchObject({ files: 1, rows: 3 });
  expect(await gather()).toMatchObject({ files: 0 });
  expect(world.objects.countVersions({ bucket: predictions, ...hour })).toBe(2);
});

it('equal lines give equal bytes', async () => {
  const bytesOf = async () => (await world.objects.get({ bucket: predictions, ...hour }))?.bytes;
  await gatherer(world)({ hours: 1, now: true });
  const first = await bytesOf();
  await world.objects.remove({ bucket: predictions, ...hour });
  await gatherer(world)({ hours: 1, now: true });
  expect(await bytesOf()).toEqual(first);
});

it('leaves a line out that is no record, says so, and gathers the others', async () => {
  const folder = `_records/${workload}/day=2026-01-02/hour=03/`;
  for (const [name, text] of [
    ['0', 'nonsense'],
    ['1', '{"schemaVersion":1}'],
  ])
    await world.objects.put(
      { bucket: predictions, key: `${folder}${name}.ndjson` },
      { bytes: Buffer.from(`${text}\n`), contentType: 'x' },
    );
  expect(await gatherer(world)({ hours: 1, now: true })).toMatchObject({ rows: 2 });
  const problems = world.journal.lines.filter(({ level }) => level === 'problem');
  expect(problems.map(({ message }) => message)).toEqual(Array(2).fill('line left out of a table'));
});

it('parts an hour with too many lines by the first digit of their ids, and holds each line once all the same', async () => {
  await gatherer(world)({ hours: 1, now: true });
  for (let at = 0; at < 40; at++) await world.run([await curate(world, `more-${at}.jpg`, 'bags')]);
  const gather = gatherer(world, 10);
  let calls = 0;
  // One look before the hour, then one before each part.
  expect(await gather({ hours: 1, now: true }, () => ++calls <= 4)).toMatchObject({ complete: false });
  expect(await gather({ hours: 1, now: true })).toMatchObject({ complete: true });
  expect(await gather({ hours: 1, now: true })).toEqual({ files: 0, rows: 0, complete: true });
  const keys = await keysOf(world, '_parquet/predictions/');
  expect(keys).not.toContain(hour.key);
  for (const key of keys) {
    const [, digit] = /hour-03-([0-9a-f])\.parquet$/.exec(key) ?? [];
    for (const row of await rowsOf(world, { key })) expect(row.inference_id[0]).toBe(digit);
    expect(world.objects.countVersions({ bucket: predictions, key })).toBe(1);
  }
  const rows = (await Promise.all(keys.map(key => rowsOf(world, { key })))).flat();
  expect(rows.map(row => row.inference_id).sort()).toEqual(
    (await recordsOf(world)).map(({ inferenceId }) => inferenceId).sort(),
  );
});

it('stops when its time is over, and goes on where it stopped', async () => {
  world.pass(3 * hourMs);
  await world.run([await curate(world, 'c.jpg', 'bags')]);
  let calls = 0;
  expect(await gatherer(world)({ hours: 6, now: true }, () => ++calls < 2)).toEqual({
    files: 1,
    rows: 1,
    complete: false,
  });
  expect(await gatherer(world)({ hours: 6, now: true })).toEqual({ files: 1, rows: 2, complete: true });
});

it.each([{}, { hours: 0 }, { hours: 1e6 }, { hours: 1, more: 1 }])('fails for the request %j', async request => {
  await expect(gatherer(world)(request)).rejects.toThrow();
});

it('holds each prediction once, whenever it runs, whatever runs beside it and whatever fails meanwhile', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('image' as const), name: fc.nat(5) }),
    fc.record({ kind: fc.constant('hour' as const) }),
    fc.record({ kind: fc.constant('gather' as const), fault: fc.boolean(), twice: fc.boolean() }),
  );
  const run = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
    const own = labelWorld();
    const gather = gatherer(own, 3);
    const put = own.objects.put.bind(own.objects);
    for (const one of steps) {
      if (one.kind === 'hour') own.pass(hourMs);
      if (one.kind === 'image') await own.run([await curate(own, `${one.name}.jpg`, 'bags')]);
      if (one.kind !== 'gather') continue;
      own.objects.put = one.fault ? () => Promise.reject(new Error('S3 has a bad minute')) : put;
      const runs = Array.from({ length: one.twice ? 2 : 1 }, () => gather({ hours: 48, now: true }));
      await Promise.allSettled(runs);
      own.objects.put = put;
    }
    await gather({ hours: 48, now: true });
    const keys = await keysOf(own, '_parquet/predictions/');
    const rows = (await Promise.all(keys.map(key => rowsOf(own, { key })))).flat();
    const wanted = (await recordsOf(own)).map(({ inferenceId }) => inferenceId);
    expect(rows.map(row => row.inference_id).sort()).toEqual(wanted.sort());
  });
  await fc.assert(run, { numRuns: 40 });
});
