import fc from 'fast-check';
import { driftPolicySchema } from '../../../lambdas/contracts/drift-policy';
import { learnBaseline } from '../../../lambdas/domain/drift/baseline';
import { compareColumns } from '../../../lambdas/domain/drift/monitor/column-report';
import { driftContributors } from '../../../lambdas/domain/drift/monitor/drift-contributors';
import { judgeRegression, metricsOfRegression } from '../../../lambdas/domain/drift/monitor/judge-regression';
import type { MonitoredRow } from '../../../lambdas/domain/drift/monitor/monitored-rows';
import { tableOfRows } from '../../../lambdas/domain/drift/table-of-rows';
import { normal } from '../../support/random';

const policy = driftPolicySchema.parse({ minimumLabels: 30, maxLoss: 0.1 });
const at = new Date('2026-11-21T12:00:00Z');

/** Predictions of 0, 1, 2, … that are off by `error` in turns of sign. */
function answers(count: number, error: number) {
  const rows = Array.from({ length: count }, (_, row) => ({ inferenceId: `id${row}`, value: row }));
  return {
    rows,
    actual: new Map(rows.map(({ inferenceId, value }, row) => [inferenceId, value + (row % 2 ? error : -error)])),
  };
}

it('measures MSE, RMSE, MAE and R2 of what was labelled, and publishes them at the end of the window', () => {
  const { rows, actual } = answers(800, 2);
  const judged = judgeRegression(rows, actual, { policy, goldenRmse: 2 });
  const variance = [...actual.values()].reduce((sum, value) => sum + (value - 399.5) ** 2, 0) / 800;
  expect(judged).toMatchObject({ labels: 800, coverage: 1, outcome: 'ok', scores: { mse: 4, rmse: 2, mae: 2 } });
  expect(judged.scores?.r2).toBeCloseTo(1 - 4 / variance, 12);
  expect(metricsOfRegression('traffic', judged, at).map(({ name, value }) => [name, value])).toEqual([
    ['MeanSquaredError', 4],
    ['RootMeanSquaredError', 2],
    ['MeanAbsoluteError', 2],
    ['RSquared', judged.scores?.r2],
    ['MeanError', 0],
    ['RootMeanSquaredErrorCeiling', 2 * 1.1],
  ]);
});

it.each([
  ['the golden error', 2, 800, 'ok'],
  ['a little more', 2.15, 800, 'ok'],
  ['more than maxLoss allows', 2.25, 800, 'breach'],
  ['as much more on few labels, which may be chance', 2.25, 30, 'ok'],
  ['far more on few labels', 4, 30, 'breach'],
  ['too few labels', 40, 29, 'insufficient-data'],
] as const)('an error of %s: %d on %d labels', (_, error, count, outcome) => {
  const { rows, actual } = answers(count, error);
  expect(judgeRegression(rows, actual, { policy, goldenRmse: 2 }).outcome).toBe(outcome);
});

it('withholds figures of too few labels, and says nothing without a golden error', () => {
  const few = answers(29, 2);
  const judged = judgeRegression(few.rows, few.actual, { policy, goldenRmse: 2 });
  expect(judged).toMatchObject({ labels: 29, scores: null });
  expect(metricsOfRegression('traffic', judged, at)).toEqual([]);
  const many = answers(100, 2);
  expect(judgeRegression(many.rows, many.actual, { policy, goldenRmse: null })).toMatchObject({
    ceiling: null,
    outcome: 'insufficient-data',
    scores: { rmse: 2 },
  });
  expect(judgeRegression([], new Map(), { policy, goldenRmse: 2 })).toMatchObject({ labels: 0, coverage: null });
});

it('publishes no R2 where all true values are equal', () => {
  const rows = Array.from({ length: 50 }, (_, row) => ({ inferenceId: `id${row}`, value: row }));
  const judged = judgeRegression(rows, new Map(rows.map(({ inferenceId }) => [inferenceId, 7])), {
    policy,
    goldenRmse: 100,
  });
  expect(metricsOfRegression('traffic', judged, at).map(({ name }) => name)).not.toContain('RSquared');
});

it('counts no refused row, no label of another prediction and nothing that is not finite', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, null));
  const rows = fc.uniqueArray(fc.record({ inferenceId: fc.integer({ max: 60, min: 0 }).map(String), value }), {
    selector: ({ inferenceId }) => inferenceId,
  });
  const labels = fc.array(fc.tuple(fc.integer({ max: 80, min: 0 }).map(String), fc.double({ noNaN: true })));
  fc.assert(
    fc.property(rows, labels, (answering, pairs) => {
      const actual = new Map(pairs);
      const judged = judgeRegression(answering, actual, { policy: { minimumLabels: 1, maxLoss: 0 }, goldenRmse: 1 });
      const usable = answering.filter(
        ({ inferenceId, value: answer }) =>
          answer !== null && Number.isFinite(answer - (actual.get(inferenceId) ?? NaN)),
      );
      expect(judged.labels).toBe(usable.length);
    }),
  );
});

describe('what contributes to drift', () => {
  const gauss = normal(1);
  const rowsOf = (rain: number, temperature: number) =>
    Array.from({ length: 400 }, () => ({
      rain: rain + gauss(),
      temperature: temperature + gauss(),
      clouds: gauss(),
    }));
  const baseline = learnBaseline(tableOfRows(rowsOf(0, 0)));
  const row = { modelVersion: 1, label: null, score: null, forReview: false };
  const current = rowsOf(3, 1).map((features, at): MonitoredRow => ({ ...row, inferenceId: `${at}`, features }));
  const columns = compareColumns(baseline, { rows: current, answering: [] }, 100);

  it('is what moved and what the model leans on, not what only moved', () => {
    const found = driftContributors(columns, { rain: 0.1, temperature: 8, clouds: 1.9 }, 3);
    expect(found.map(({ name }) => name)).toEqual(['temperature', 'rain', 'clouds']);
    expect(found[0]).toMatchObject({ weight: 0.8 });
    expect(found[0]!.share).toBeGreaterThan(0.8);
    expect(driftContributors(columns, { rain: 1, temperature: 1, clouds: 1 }, 1)[0]?.name).toBe('rain');
  });

  it('has shares of the whole, and leaves out what weighs nothing', () => {
    const all = driftContributors(columns, { rain: 2, temperature: 1, clouds: Number.NaN, toString: -1 }, 9);
    expect(all.map(({ name }) => name)).toEqual(['rain', 'temperature']);
    expect(all.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(driftContributors(columns, {}, 3)).toEqual([]);
  });
});
