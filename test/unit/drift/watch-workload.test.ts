import { CloudWatchMetricSink } from '../../../lambdas/adapters/aws/cloudwatch-metric-sink';
import { breachMetrics, classMetrics, silenceMetrics, windowMetrics } from '../../../lambdas/contracts/metrics';
import { monitoringFiles } from '../../../lambdas/contracts/monitoring';
import { monitoringKey } from '../../../lambdas/domain/drift/monitor/windows';
import { recordKey } from '../../../lambdas/domain/ingestion/record-key';
import { createWatchWorkload } from '../../../lambdas/handlers/drift/watch-workload';
import {
  addVersion,
  answer,
  dark,
  fileOf,
  lineKey,
  type MonitorWorld,
  minute,
  monitorWorld,
  place,
  shots,
  start,
  usual,
  workload,
} from '../../support/monitor-world';

const right = ({ label }: { label: string | null }) => label ?? '';
const wrongBags = ({ label }: { label: string | null }, row: number) =>
  label === 'footwear' && row % 4 === 0 ? 'bags' : (label ?? '');
const pointsOf = ({ metrics }: MonitorWorld, name: string, label?: string) =>
  (metrics as any).points
    .filter((point: any) => point.name === name && point.dimensions.Class === label)
    .map(({ value }: any) => value);

const arrived = { workload, day: new Date(start).toISOString().slice(0, 10) };
const dayAt = (at: number) => new Date(start + at * minute).toISOString().slice(0, 10);

/** What validation leaves in quarantine. */
async function reject({ objects }: MonitorWorld, { minute: at, keys }: { minute: number; keys: readonly string[] }) {
  objects.time = start + at * minute;
  const judgedAt = new Date(objects.time).toISOString();
  for (const key of keys) {
    const target = {
      bucket: 'quarantine',
      key: recordKey({ kind: 'reasons', workload, day: dayAt(at), key, versionId: '1' }),
    };
    await objects.put(target, {
      bytes: Buffer.from(JSON.stringify({ key, judgedAt })),
      contentType: 'application/json',
    });
  }
}

it('says of usual pictures that nothing drifts, and of a dark studio what does, worst first', async () => {
  const world = await monitorWorld();
  await place(world, [...shots({ minute: 0 }), ...shots({ minute: 10, scene: dark })]);
  await world.look(10);
  expect((await fileOf(world, 10)).own).toMatchObject({ version: 3, drift: { drifted: 0, judged: 4, share: 0 } });
  await world.look(20);
  const { own, outcomes } = await fileOf(world, 20);
  expect(own.drift).toEqual({ drifted: 2, judged: 4, share: 0.5 });
  expect(own.columns.slice(0, 2)).toMatchObject([
    { name: 'brightness', drifted: true, test: 'significant-shift', threshold: 0.1 },
    { name: 'contrast', drifted: true },
  ]);
  expect(own.columns[0].score).toBeGreaterThan(0.9);
  expect(outcomes).toMatchObject({
    'data-drift': 'breach',
    'prediction-mix': 'ok',
    'recall/bags': 'insufficient-data',
  });
});

it('sees in the mix of classes what no feature tells', async () => {
  const world = await monitorWorld();
  await place(world, shots({ minute: 0, scene: { ...usual, bags: 0.95 } }));
  await world.look(10);
  const { own, outcomes } = await fileOf(world, 10);
  expect(outcomes).toMatchObject({ 'data-drift': 'ok', 'prediction-mix': 'breach' });
  expect(own.columns[0]).toMatchObject({ name: '(prediction)', drifted: true, mean: null });
});

it('raises a signal with the second of three windows, at the moment of judging, and lowers it when the third is fine', async () => {
  const world = await monitorWorld();
  await place(
    world,
    [0, 10].flatMap(minute => shots({ minute, scene: dark })),
  );
  await place(
    world,
    [20, 30].flatMap(minute => shots({ minute })),
  );
  const seen: string[] = [];
  for (const minutes of [10, 20, 30, 40]) seen.push((await world.look(minutes)).signals['data-drift'] ?? '');
  expect(seen).toEqual(['insufficient-data', 'alarm', 'alarm', 'ok']);
  expect(pointsOf(world, breachMetrics['data-drift'])).toEqual([1, 1, 0]);
});

it('a message that comes twice writes the same bytes and publishes no window twice', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, records);
  await answer(world, records, { minute: 9, actual: wrongBags });
  await world.look(10);
  const [before, points] = [await fileOf(world, 10), (world.metrics as any).points.length];
  const gauges = (world.metrics as any).points.filter(({ name }: any) => /Breach$|^Hours/.test(name)).length;
  await world.look(10);
  expect(await fileOf(world, 10)).toEqual(before);
  expect((world.metrics as any).points).toHaveLength(points + gauges);
  expect(pointsOf(world, windowMetrics.predictions)).toEqual([300]);
});

it('judges a window again when labels of it come hours later, and publishes what was not known before', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, [...records, ...shots({ minute: 170 })]);
  await world.look(10);
  expect((await fileOf(world, 10)).performance).toMatchObject({ labels: 0, coverage: 0, accuracy: null });
  expect(pointsOf(world, classMetrics.recall, 'bags')).toEqual([]);
  await answer(world, records, { minute: 175, actual: wrongBags });
  const { windows } = await world.look(180);
  expect(windows).toEqual([10, 180].map(minutes => new Date(start + minutes * 60_000).toISOString()));
  const { performance, outcomes } = await fileOf(world, 10);
  expect(performance).toMatchObject({ labels: 300, coverage: 1 });
  expect(performance.classes.bags).toMatchObject({
    truePositives: 150,
    falseNegatives: 36,
    recall: { outcome: 'breach' },
  });
  expect(outcomes).toMatchObject({ 'recall/bags': 'breach', 'recall/footwear': 'ok', 'precision/bags': 'ok' });
  expect(pointsOf(world, classMetrics.recall, 'bags')).toEqual([150 / 186]);
  expect(pointsOf(world, windowMetrics.predictions)).toEqual([300, 300]);
  expect((await fileOf(world, 10, 'violations')).violations).toMatchObject([
    { feature_name: 'bags', constraint_check_type: 'class_performance_check' },
    { feature_name: 'footwear', constraint_check_type: 'class_performance_check' },
  ]);
});

it('of several labels of a prediction the newest revision counts, and labels of others count nowhere', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, records);
  await answer(world, records, { minute: 8, actual: right, revision: 2 });
  await answer(world, records, { minute: 9, actual: () => 'footwear' });
  await answer(world, shots({ minute: 0, seed: 2 }), { minute: 9, actual: () => 'bags' });
  await world.look(10);
  expect((await fileOf(world, 10)).performance).toMatchObject({ labels: 300, accuracy: 1 });
});

it('withholds what rests on too few samples', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0, count: 40 });
  await place(world, records);
  await answer(world, records.slice(0, 20), { minute: 9, actual: wrongBags });
  await world.look(10);
  const { own, performance, outcomes } = await fileOf(world, 10);
  expect(own.drift).toEqual({ drifted: 0, judged: 0, share: null });
  expect(new Set(Object.values(outcomes))).toEqual(new Set(['insufficient-data']));
  expect(performance.classes.bags.recall.kpi).toEqual({ kind: 'insufficient-data', samples: 20, minimumSamples: 30 });
  expect(pointsOf(world, windowMetrics.driftedShare)).toEqual([]);
  expect(pointsOf(world, classMetrics.recall, 'bags')).toEqual([]);
});

it('an empty window leaves no file, no metric and no signal', async () => {
  const world = await monitorWorld();
  expect(await world.look(10)).toMatchObject({ signals: {} });
  expect(await fileOf(world, 10)).toBeNull();
  expect((world.metrics as any).points).toEqual([]);
});

it('compares a newer version with its own pictures, and with those of the first one that was watched', async () => {
  const world = await monitorWorld();
  await place(world, shots({ minute: 0 }));
  await world.look(10);
  await addVersion(world, 4, dark);
  await place(world, shots({ minute: 10, scene: dark, version: 4 }));
  const { signals } = await world.look(20);
  const { version, own, original, outcomes } = await fileOf(world, 20);
  expect({ version, own: own.version, original: original.version }).toEqual({ version: 4, own: 4, original: 3 });
  expect([own.drift.drifted, original.drift.drifted]).toEqual([0, 2]);
  expect(outcomes['data-drift']).toBe('ok');
  // What its predecessor did takes no part.
  expect(signals['data-drift']).toBe('insufficient-data');
});

it('says of answers only what the version that gave most of them answered', async () => {
  const world = await monitorWorld();
  await addVersion(world, 4, usual);
  const [old, fresh] = [
    shots({ minute: 0, count: 80, scene: { ...usual, bags: 1 } }),
    shots({ minute: 0, seed: 2, version: 4 }),
  ];
  await place(world, [...old, ...fresh]);
  await answer(world, [...old, ...fresh], {
    minute: 9,
    actual: (record, row) => (row < 80 ? 'footwear' : right(record)),
  });
  await world.look(10);
  const report = await fileOf(world, 10);
  expect(report.versions).toEqual([
    { version: 3, predictions: 80 },
    { version: 4, predictions: 300 },
  ]);
  expect(report).toMatchObject({ version: 4, predictions: 380, performance: { labels: 300, accuracy: 1 } });
});

it('judges a sample of a large window, the same one each time, and says of how many', async () => {
  const world = await monitorWorld({ mostPredictions: 100 });
  await place(world, shots({ minute: 0, count: 350 }));
  await world.look(10);
  const first = await fileOf(world, 10);
  expect(first).toMatchObject({ predictions: 100, found: 350 });
  await world.look(10);
  expect(await fileOf(world, 10)).toEqual(first);
});

it('learns how sure a version usually is of its first usual window, and sees when it is less so', async () => {
  const world = await monitorWorld();
  const unsure = shots({ minute: 10 }).map(record => ({ ...record, score: (record.score ?? 0) - 0.3 }));
  await place(world, [...shots({ minute: 0 }), ...unsure]);
  await world.look(10);
  await world.look(20);
  const confidence = async (end: number) =>
    (await fileOf(world, end)).own.columns.find(({ name }: any) => name === '(confidence)');
  expect(await confidence(10)).toMatchObject({ drifted: false, score: 0 });
  expect(await confidence(20)).toMatchObject({ drifted: true });
});

it('counts pictures that came twice, values far outside of the training set, and features that are missing', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0, count: 200 }).map((record, row) => {
    if (row < 20) return { ...record, features: { brightness: 900, contrast: 40, aspectRatio: 1, sizeBytes: 2e4 } };
    const { sizeBytes: _, ...rest } = record.features;
    return row < 60 ? { ...record, features: rest } : record;
  });
  await place(world, records);
  await world.look(10);
  const { quality, own } = await fileOf(world, 10);
  expect(quality).toMatchObject({
    duplicateShare: 19 / 200,
    missingShare: 40 / 800,
    outOfRange: [{ name: 'brightness', values: 20 }],
  });
  expect(own.columns.find(({ name }: any) => name === 'sizeBytes').missing).toEqual({ reference: 0, current: 0.2 });
});

it('counts what validation rejected in the window: what came to be predicted, and lies in quarantine still', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, records);
  await reject(world, {
    minute: 3,
    keys: ['incoming/shoes/a.jpg', 'incoming/shoes/b.jpg', 'labelled/shoes/bags/c.jpg'],
  });
  await reject(world, { minute: 12, keys: ['incoming/shoes/later.jpg'] });
  await world.look(10);
  const share = 2 / (records.length + 2);
  expect(await fileOf(world, 10)).toMatchObject({ quarantined: 2, quality: { quarantinedShare: share } });
  expect(pointsOf(world, windowMetrics.quarantinedShare)).toEqual([share]);
});

it('tells of a window of which all lies in quarantine', async () => {
  const world = await monitorWorld();
  await reject(world, { minute: 3, keys: ['incoming/shoes/a.jpg'] });
  expect(new Set(Object.values((await world.look(10)).signals))).toEqual(new Set(['insufficient-data']));
  expect(await fileOf(world, 10)).toMatchObject({ predictions: 0, quarantined: 1, quality: { quarantinedShare: 1 } });
  expect(pointsOf(world, windowMetrics.quarantinedShare)).toEqual([1]);
  // Its predictions may come yet, and are published then.
  expect(pointsOf(world, windowMetrics.predictions)).toEqual([]);
});

it('counts rejections of both days of a window over midnight, and lists a day once', async () => {
  const world = await monitorWorld({ windowSeconds: 3600, stepSeconds: 600 });
  const midnight = 12 * 60;
  await reject(world, { minute: midnight - 5, keys: ['incoming/shoes/a.jpg'] });
  await reject(world, { minute: midnight + 5, keys: ['incoming/shoes/b.jpg'] });
  const list = jest.spyOn(world.objects, 'list');
  await world.look(midnight + 10);
  const days = list.mock.calls.flatMap(([bucket, prefix]) => (bucket === 'quarantine' ? [prefix] : []));
  expect(days.length).toBe(new Set(days).size);
  const window = { from: new Date(start + (midnight - 50) * minute), to: new Date(start + (midnight + 10) * minute) };
  const stored = await world.objects.get({
    bucket: 'predictions',
    key: monitoringKey(workload, window, monitoringFiles.report),
  });
  expect(JSON.parse(new TextDecoder().decode(stored?.bytes))).toMatchObject({ quarantined: 2 });
});

it('counts of records in quarantine a sample that is the same each time, and leaves out what is none', async () => {
  const world = await monitorWorld({ mostPredictions: 100 });
  const keys = Array.from(
    { length: 400 },
    (_, at) => `${at % 4 === 0 ? 'labelled/shoes/bags' : 'incoming/shoes'}/${at}.jpg`,
  );
  await reject(world, { minute: 3, keys });
  const target = { bucket: 'quarantine', key: recordKey({ kind: 'reasons', ...arrived, key: 'x', versionId: 'x' }) };
  await world.objects.put(target, { bytes: Buffer.from('{'), contentType: 'application/json' });
  await world.look(10);
  const { quarantined } = await fileOf(world, 10);
  expect(quarantined / 300).toBeGreaterThan(0.75);
  expect(quarantined / 300).toBeLessThan(1.25);
  await world.look(10);
  expect((await fileOf(world, 10)).quarantined).toBe(quarantined);
});

it('a column that is gone drifts; one that is new is named', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 }).map(record => {
    const { sizeBytes = 0, ...rest } = record.features;
    return { ...record, features: { ...rest, megabytes: sizeBytes / 1e6 } };
  });
  await place(world, records);
  await world.look(10);
  const { own } = await fileOf(world, 10);
  expect(own.drift).toEqual({ drifted: 1, judged: 4, share: 0.25 });
  expect((await fileOf(world, 10, 'violations')).violations).toMatchObject([
    { feature_name: 'megabytes', constraint_check_type: 'extra_column_check' },
    { feature_name: 'sizeBytes', constraint_check_type: 'missing_column_check' },
  ]);
});

it('a version that the registry does not know is judged by its labels alone, against floors that are set', async () => {
  const world = await monitorWorld({ minRecall: { bags: 0.9 } });
  const records = shots({ minute: 0, version: 9 });
  await place(world, records);
  await answer(world, records, { minute: 9, actual: wrongBags });
  await world.look(10);
  const { own, outcomes } = await fileOf(world, 10);
  expect(own).toBeNull();
  expect(outcomes).toMatchObject({
    'data-drift': 'insufficient-data',
    'recall/bags': 'breach',
    'recall/footwear': 'insufficient-data',
  });
});

it('tells for how long nothing was predicted, and for how long nobody labelled', async () => {
  const world = await monitorWorld();
  await world.look(10);
  expect(pointsOf(world, silenceMetrics.sincePrediction)).toEqual([]);
  const records = shots({ minute: 10 });
  await place(world, [...records, ...shots({ minute: 130 })]);
  await world.look(20);
  await world.look(140);
  await world.look(200);
  expect(pointsOf(world, silenceMetrics.sincePrediction)).toEqual([0, 0, 1]);
  expect(pointsOf(world, silenceMetrics.withoutLabel)).toEqual([0, 2, 2]);
  await answer(world, shots({ minute: 130 }), { minute: 205, actual: right });
  await world.look(210);
  expect(pointsOf(world, silenceMetrics.withoutLabel).at(-1)).toBe(0);
});

it('without time it leaves out what labels came for, never what has just ended', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, [...records, ...shots({ minute: 10 })]);
  await answer(world, records, { minute: 15, actual: right });
  const at = new Date(start + 20 * 60_000);
  const watch = createWatchWorkload({ ...world.effects, clock: { now: () => at }, hasTime: () => false });
  expect((await watch({ kind: 'due', workload, at: at.toISOString() })).windows).toEqual([at.toISOString()]);
});

it('a message that is late judges its window, and tells what is known now', async () => {
  const world = await monitorWorld();
  await place(
    world,
    [0, 10].flatMap(minute => shots({ minute, scene: dark })),
  );
  await place(
    world,
    [20, 30].flatMap(minute => shots({ minute })),
  );
  for (const minutes of [10, 20, 30, 40]) await world.look(minutes);
  const watched = world.metrics as any;
  watched.points.length = 0;
  await createWatchWorkload(world.effects)({ kind: 'due', workload, at: new Date(start + 20 * 60_000).toISOString() });
  expect(pointsOf(world, breachMetrics['data-drift'])).toEqual([0]);
});

it.each(['hats', 'gloves', 'toString'])('fails for %s, which nothing watches', async name => {
  const { effects } = await monitorWorld();
  const message = { kind: 'due', workload: name, at: new Date(start).toISOString() };
  await expect(createWatchWorkload(effects)(message)).rejects.toThrow(/must be one whose predictions are watched/);
});

it('CloudWatch takes a thousand metrics a call, with their moments', async () => {
  const sent: any[] = [];
  const client = { send: async ({ input }: any) => sent.push(input) };
  const point = {
    name: 'Recall',
    dimensions: { Workload: 'shoes' },
    value: 0.5,
    unit: 'None',
    at: new Date(start),
  } as const;
  await new CloudWatchMetricSink(client as never).publish(Array(1001).fill(point));
  expect(sent.map(({ Namespace, MetricData }) => [Namespace, MetricData.length])).toEqual([
    ['Everloop', 1000],
    ['Everloop', 1],
  ]);
  expect(sent[1].MetricData[0]).toEqual({
    MetricName: 'Recall',
    Dimensions: [{ Name: 'Workload', Value: 'shoes' }],
    Value: 0.5,
    Unit: 'None',
    Timestamp: new Date(start),
    StorageResolution: 1,
  });
});

/** Keys that were read since. */
function readsOf({ effects }: MonitorWorld): string[] {
  const { objects } = effects;
  const reads: string[] = [];
  const get = objects.get.bind(objects);
  objects.get = ref => {
    reads.push(ref.key);
    return get(ref);
  };
  return reads;
}

it('reads no line twice, and judges no window again on the same lines', async () => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, records);
  await answer(world, records.slice(0, 100), { minute: 9, actual: right });
  const reads = readsOf(world);
  expect((await world.look(10)).windows).toHaveLength(1);
  expect(reads.filter(key => key.endsWith('.ndjson')).length).toBeGreaterThanOrEqual(400);
  reads.length = 0;
  const { windows, signals } = await world.look(10);
  expect({ windows, said: signals['data-drift'] }).toEqual({ windows: [], said: 'insufficient-data' });
  expect(reads.filter(key => /ndjson$|report|baselines/.test(key))).toEqual([]);
  await answer(world, records.slice(100), { minute: 10, actual: right });
  reads.length = 0;
  expect((await world.look(11)).windows).toHaveLength(1);
  expect(reads.filter(key => key.includes('/_labels/') || key.startsWith('_labels/'))).toHaveLength(200);
});

it.each(['report.json', 'summary.json', 'published.json'])('judges a window anew that broke off at %s', async file => {
  const world = await monitorWorld();
  await place(world, shots({ minute: 0 }));
  const { objects } = world.effects;
  const put = objects.put.bind(objects);
  objects.put = async (target, object) => {
    if (target.key.endsWith(file)) throw new Error('no disk');
    return put(target, object);
  };
  await expect(world.look(10)).rejects.toThrow('no disk');
  objects.put = put;
  expect((await world.look(10)).windows).toHaveLength(1);
  expect(await fileOf(world, 10, 'published')).toMatchObject({
    series: expect.arrayContaining(['DriftedShare Workload=shoes']),
  });
});

it('publishes what a throttled CloudWatch refused with the next try, each figure once', async () => {
  const world = await monitorWorld();
  await place(world, shots({ minute: 0 }));
  const metrics = world.effects.metrics;
  const publish = metrics.publish.bind(metrics);
  metrics.publish = async () => {
    throw new Error('Rate exceeded');
  };
  await expect(world.look(10)).rejects.toThrow('Rate exceeded');
  metrics.publish = publish;
  await world.look(10);
  await world.look(10);
  expect(pointsOf(world, windowMetrics.predictions)).toEqual([300]);
  expect(pointsOf(world, windowMetrics.driftedShare)).toEqual([0]);
});

it.each([
  [48, 'opens the window again', 300],
  [73, 'is too late', 0],
])('a label %d hours later %s', async (hours, _, labels) => {
  const world = await monitorWorld();
  const records = shots({ minute: 0 });
  await place(world, records);
  await world.look(10);
  await answer(world, records, { minute: hours * 60, actual: right });
  await world.look(hours * 60 + 10);
  expect((await fileOf(world, 10)).performance.labels).toBe(labels);
});

it('sees predictions whose clock runs ahead of that of the store', async () => {
  const world = await monitorWorld();
  const { objects } = world;
  for (const record of shots({ minute: 0 })) {
    objects.time = Date.parse(record.predictedAt) - 30_000;
    const key = lineKey('records', record, record.predictedAt);
    const bytes = Buffer.from(JSON.stringify(record));
    await objects.put({ bucket: 'predictions', key }, { bytes, contentType: 'application/x-ndjson' });
  }
  await world.look(10);
  expect((await fileOf(world, 10)).predictions).toBe(300);
});
