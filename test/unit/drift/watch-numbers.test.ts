import { MemoryMessageQueue } from '../../../lambdas/adapters/memory/message-queue';
import { breachMetrics, regressionMetrics, windowMetrics } from '../../../lambdas/contracts/metrics';
import { retrainAlarmName } from '../../../lambdas/contracts/retraining';
import { createLookCaller } from '../../../lambdas/handlers/drift/call-looks';
import { createFindDriftedWindow } from '../../../lambdas/handlers/retraining/find-drifted-window';
import { labelOf, shots } from '../../support/monitor-world';
import {
  fileOf,
  goldenRmse,
  measure,
  type NumberWorld,
  numberWorld,
  place,
  predictionsOf,
  storm,
  workload,
} from '../../support/number-world';
import { minute, start } from '../../support/watched-world';

const pointsOf = ({ metrics }: NumberWorld, name: string) =>
  metrics.points.filter(point => point.name === name).map(({ value }) => value);

/** Windows of usual weather, each labelled within itself with the RMSE that is asked for. */
async function labelledWindows(world: NumberWorld, errors: readonly number[]) {
  for (const [at, error] of errors.entries()) {
    const records = predictionsOf({ minute: 10 * at });
    await place(world, records);
    await measure(world, records, { minute: 10 * at + 9, error });
  }
}

it('says of usual weather that nothing drifts and that the error is what it was', async () => {
  const world = await numberWorld();
  await labelledWindows(world, [goldenRmse]);
  const { signals } = await world.look(10);
  const { own, performance, outcomes, ...report } = await fileOf(world, 10);
  expect(report).toMatchObject({ kind: 'numbers', unit: 'cm', version: 5, predictions: 200 });
  expect(own.drift).toEqual({ drifted: 0, judged: 3, share: 0 });
  // What moved by chance contributes nothing.
  expect(report.contributors).toEqual([]);
  expect(outcomes).toEqual({ 'data-drift': 'ok', 'prediction-drift': 'ok', rmse: 'ok' });
  expect(performance).toMatchObject({ labels: 200, coverage: 1, goldenRmse: 4 });
  expect(performance.scores).toMatchObject({ samples: 200, rmse: expect.closeTo(4, 9), bias: expect.closeTo(0, 9) });
  expect(performance.ceiling).toBeCloseTo(4 * (1 + 3 / Math.sqrt(400)), 12);
  expect(Object.keys(signals).sort()).toEqual(['data-drift', 'prediction-drift', 'rmse']);
});

it('raises rmse with the second of three windows whose error doubled, and lowers it when it is as before', async () => {
  const world = await numberWorld();
  await labelledWindows(world, [8, 8, 4, 4]);
  const seen: string[] = [];
  for (const minutes of [10, 20, 30, 40]) seen.push((await world.look(minutes)).signals['rmse'] ?? '');
  expect(seen).toEqual(['insufficient-data', 'alarm', 'alarm', 'ok']);
  expect(pointsOf(world, breachMetrics.rmse)).toEqual([1, 1, 0]);
  expect((await fileOf(world, 10)).outcomes.rmse).toBe('breach');
  expect((await fileOf(world, 10, 'violations')).violations).toEqual([
    {
      feature_name: '(prediction)',
      constraint_check_type: 'regression_performance_check',
      description: 'RMSE must be at most 4.600 cm, got 8.000 of 200 labels',
    },
  ]);
  expect(await fileOf(world, 10, 'statistics')).toMatchObject({
    regression_metrics: { rmse: { value: expect.closeTo(8, 9) }, mse: { value: expect.closeTo(64, 9) } },
  });
  expect(await fileOf(world, 10, 'constraints')).toMatchObject({
    regression_constraints: {
      rmse: { threshold: expect.closeTo(4.6, 9), comparison_operator: 'GreaterThanThreshold' },
    },
  });
});

it('sees rain that never was so heavy, that predictions moved with it, and what the model leans on of it', async () => {
  const world = await numberWorld();
  await place(world, predictionsOf({ minute: 0, weather: storm }));
  await world.look(10);
  const { own, outcomes, contributors, meanPrediction } = await fileOf(world, 10);
  expect(outcomes).toEqual({ 'data-drift': 'breach', 'prediction-drift': 'breach', rmse: 'insufficient-data' });
  expect(
    own.columns
      .slice(0, 2)
      .map(({ name }: any) => name)
      .sort(),
  ).toEqual(['(prediction)', 'rain']);
  expect(contributors[0]).toMatchObject({ name: 'rain', weight: 0.75, shift: expect.closeTo(1, 2) });
  expect(contributors).toHaveLength(1);
  expect(meanPrediction).toBeCloseTo(370, -1);
  expect(pointsOf(world, regressionMetrics.predictionShift)).toEqual([expect.closeTo(1, 2)]);
  const [first] = (await fileOf(world, 10, 'violations')).violations;
  expect(first).toMatchObject({ constraint_check_type: 'prediction_drift_check' });
});

it('judges a window again when measurements of it come hours later, and publishes what was not known before', async () => {
  const world = await numberWorld();
  const records = predictionsOf({ minute: 0 });
  await place(world, [...records, ...predictionsOf({ minute: 170 })]);
  await world.look(10);
  expect((await fileOf(world, 10)).performance).toMatchObject({
    labels: 0,
    scores: null,
    outcome: 'insufficient-data',
  });
  expect(pointsOf(world, regressionMetrics.rmse)).toEqual([]);
  await measure(world, records, { minute: 175, error: 8 });
  const { windows } = await world.look(180);
  expect(windows).toEqual([10, 180].map(minutes => new Date(start + minutes * minute).toISOString()));
  expect((await fileOf(world, 10)).performance).toMatchObject({ labels: 200, outcome: 'breach' });
  expect(pointsOf(world, regressionMetrics.rmse)).toEqual([expect.closeTo(8, 9)]);
  expect(pointsOf(world, windowMetrics.predictions)).toEqual([200, 200]);
});

it('withholds figures of too few measurements, and publishes none', async () => {
  const world = await numberWorld();
  const records = predictionsOf({ minute: 0 });
  await place(world, records);
  await measure(world, records.slice(0, 29), { minute: 9, error: 80 });
  await world.look(10);
  const { performance } = await fileOf(world, 10);
  expect(performance).toMatchObject({ labels: 29, minimumLabels: 30, scores: null, outcome: 'insufficient-data' });
  expect(performance.coverage).toBeCloseTo(0.145, 12);
  for (const name of [regressionMetrics.rmse, regressionMetrics.bias, breachMetrics.rmse]) {
    expect(pointsOf(world, name)).toEqual([]);
  }
});

it('a row without a number is refused: in no error, and in the share of refused ones', async () => {
  const world = await numberWorld();
  const [nan, unread, ...rest] = predictionsOf({ minute: 0 });
  const refusal = { code: 'NOT_A_NUMBER', message: 'the model answered nan' };
  // JSON has no NaN: it is written as null.
  const records = [{ ...nan!, value: Number.NaN, refusal }, { ...unread!, value: null, refusal }, ...rest];
  await place(world, records);
  await measure(world, records, { minute: 9 });
  await world.look(10);
  const { performance, quality } = await fileOf(world, 10);
  expect(performance).toMatchObject({ labels: 198, scores: { rmse: expect.closeTo(4, 9) } });
  expect(quality).toMatchObject({ refusedShare: 0.01, reviewShare: null });
});

it('a message that comes twice writes the same files and publishes no window twice', async () => {
  const world = await numberWorld();
  await labelledWindows(world, [8]);
  await world.look(10);
  const files = ['report', 'statistics', 'summary', 'published', 'constraints', 'violations'] as const;
  const before = await Promise.all(files.map(file => fileOf(world, 10, file)));
  await world.look(10);
  expect(await Promise.all(files.map(file => fileOf(world, 10, file)))).toEqual(before);
  for (const name of [regressionMetrics.rmse, regressionMetrics.ceiling, windowMetrics.predictions]) {
    expect(pointsOf(world, name)).toHaveLength(1);
  }
});

it('a measurement that was corrected counts once, with its newest value', async () => {
  const world = await numberWorld();
  const records = predictionsOf({ minute: 0 });
  await place(world, records);
  await measure(world, records, { minute: 8, error: 4, revision: 2 });
  await measure(world, records, { minute: 9, error: 400 });
  await world.look(10);
  expect((await fileOf(world, 10)).performance).toMatchObject({ labels: 200, scores: { rmse: expect.closeTo(4, 9) } });
});

it('leaves out and tells lines of classes among those of numbers', async () => {
  const world = await numberWorld();
  const records = predictionsOf({ minute: 0 });
  await place(world, records);
  const [strange] = shots({ minute: 0, count: 1 });
  await place(world, [{ ...strange!, workload } as never]);
  const label = labelOf(strange!, { joinedAt: new Date(start + 9 * minute).toISOString(), actual: '250' });
  await measure(world, records, { minute: 9 });
  const day = `day=2026-11-21/hour=12`;
  await world.objects.put(
    { bucket: 'predictions', key: `_labels/${workload}/${day}/${records[0]!.inferenceId}-2.ndjson` },
    { bytes: Buffer.from(JSON.stringify({ ...label, workload })), contentType: 'application/x-ndjson' },
  );
  await world.look(10);
  expect(await fileOf(world, 10)).toMatchObject({ predictions: 200, performance: { labels: 200 } });
  const problems = world.journal.problems.filter(({ message }) => message === 'lines left out of a window');
  expect(problems.map(({ details }: any) => details.lines)).toEqual([1, 1]);
});

it('what the evaluation told stays the reference, and what the model leans on is known of later windows, too', async () => {
  const world = await numberWorld();
  await place(world, predictionsOf({ minute: 0 }));
  await place(world, predictionsOf({ minute: 10, weather: storm }));
  await world.look(10);
  await world.look(20);
  const { own, contributors } = await fileOf(world, 20);
  const predicted = own.columns.find(({ name }: any) => name === '(prediction)');
  expect(predicted.samples).toEqual({ reference: 300, current: 200 });
  expect(contributors[0]).toMatchObject({ name: 'rain' });
  const { keys } = await world.objects.list('models', 'baselines/');
  expect(keys.filter(({ key }) => /prediction|confidence/.test(key))).toEqual([]);
});

describe('of a version whose evaluation tells less', () => {
  it('no error is too large unless the policy sets a ceiling', async () => {
    const judged = async (policy: object) => {
      const world = await numberWorld(policy, {});
      await labelledWindows(world, [8]);
      await world.look(10);
      const { performance, outcomes, contributors } = await fileOf(world, 10);
      expect(contributors).toBeNull();
      return [performance.goldenRmse, performance.ceiling, outcomes.rmse];
    };
    expect(await judged({})).toEqual([null, null, 'insufficient-data']);
    expect(await judged({ maxRmse: 7.5 })).toEqual([null, 7.5, 'breach']);
    expect(await judged({ maxRmse: 8.5 })).toEqual([null, 8.5, 'ok']);
  });

  it('the first usual window is what predictions are compared with', async () => {
    const world = await numberWorld({}, { rmse: goldenRmse });
    await place(world, predictionsOf({ minute: 0, weather: storm }));
    await place(world, predictionsOf({ minute: 10 }));
    await place(world, predictionsOf({ minute: 20, weather: { rain: 5, warmth: 30 } }));
    const seen = [];
    for (const minutes of [10, 20, 30]) {
      await world.look(minutes);
      seen.push((await fileOf(world, minutes)).outcomes['prediction-drift']);
    }
    expect(seen).toEqual(['insufficient-data', 'ok', 'breach']);
  });
});

it('a monitor of numbers is told to look, and the time of its drift is found, as of classes', async () => {
  const world = await numberWorld({ looks: 'prompt' });
  const queue = new MemoryMessageQueue();
  const { clock, plans } = world.effects;
  await createLookCaller({ plans, queue, clock }).labelled({ workload, predictedAt: new Date(start).toISOString() });
  expect(queue.bodies.map(body => JSON.parse(body).workload)).toEqual([workload]);
  await labelledWindows(world, [8, 8, 4]);
  for (const minutes of [10, 20, 30]) await world.look(minutes);
  const place = { project: 'Everloop', environment: 'dev' };
  const find = createFindDriftedWindow({ ...world.effects, ...place });
  const alarm = retrainAlarmName({ ...place, workload }, 'rmse');
  expect(await find(workload, [alarm], new Date(start + 30 * minute))).toEqual({
    from: new Date(start).toISOString(),
    to: new Date(start + 20 * minute).toISOString(),
  });
});
