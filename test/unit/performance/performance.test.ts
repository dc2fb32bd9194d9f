import * as fc from 'fast-check';
import { kpiOf, scoreClasses } from '../../../lambdas/domain/performance/class-scores';
import { countConfusion, mergeConfusions } from '../../../lambdas/domain/performance/confusion';
import {
  measureErrors,
  mergeErrors,
  noErrors,
  scoreErrors,
} from '../../../lambdas/domain/performance/regression-errors';
import { topContributors } from '../../../lambdas/domain/performance/top-contributors';
import { golden } from '../drift/golden/cases';

const told = golden.performance;
const predictions = told.actual.map((actual, index) => ({ actual, predicted: told.predicted[index]! }));

describe('scores of classes', () => {
  it("are scikit-learn's", () => {
    const { classes, accuracy, macroF1 } = scoreClasses(countConfusion(predictions));
    expect([...classes.keys()]).toEqual(told.classes);
    expect(accuracy).toBeCloseTo(told.accuracy, 12);
    expect(macroF1).toBeCloseTo(told.macroF1, 12);
    [...classes.values()].forEach((score, index) => {
      const { tp, fp, fn, tn } = told.counts[index]!;
      const counts = { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn };
      expect(score).toMatchObject({ ...counts, support: tp + fn });
      expect(score.recall).toBeCloseTo(told.recall[index]!, 12);
      expect(score.precision).toBeCloseTo(told.precision[index]!, 12);
      expect(score.f1).toBeCloseTo(told.f1[index]!, 12);
      expect(score.npv).toBeCloseTo(tn / (tn + fn), 12);
    });
  });

  const name = fc.constantFrom('bag', 'dress', 'shoe', '__proto__');
  const labelled = fc.array(fc.record({ actual: name, predicted: fc.option(name) }));

  it('of two parts merged are those of all examples', () => {
    fc.assert(
      fc.property(labelled, labelled, (a, b) => {
        const merged = mergeConfusions(countConfusion(a), countConfusion(b));
        expect(merged).toEqual(countConfusion([...a, ...b]));
        expect(mergeConfusions(countConfusion(b), countConfusion(a))).toEqual(merged);
      }),
    );
  });

  it('add up to all examples in each class, whatever was refused', () => {
    fc.assert(
      fc.property(labelled, rows => {
        const { classes, examples, refused } = scoreClasses(countConfusion(rows, ['bag']));
        expect(examples).toBe(rows.length);
        expect(refused).toBe(rows.filter(({ predicted }) => predicted === null).length);
        for (const score of classes.values()) {
          const { truePositives, falsePositives, falseNegatives, trueNegatives } = score;
          expect(truePositives + falsePositives + falseNegatives + trueNegatives).toBe(rows.length);
          expect(Math.min(truePositives, falsePositives, falseNegatives, trueNegatives)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('count a refused example against the recall of its class only', () => {
    const { classes, accuracy } = scoreClasses(
      countConfusion([
        { actual: 'bag', predicted: null },
        { actual: 'bag', predicted: 'bag' },
      ]),
    );
    expect(classes.get('bag')).toMatchObject({ recall: 0.5, precision: 1 });
    expect(accuracy).toBe(0.5);
  });

  it('have no figure where there is nobody to be right about', () => {
    const { classes, accuracy, macroF1 } = scoreClasses(countConfusion([], ['bag']));
    expect([accuracy, macroF1]).toEqual([null, null]);
    expect(classes.get('bag')).toMatchObject({ recall: null, precision: null, npv: null, f1: null, support: 0 });
  });

  it('are withheld below the least number of samples that each rests on', () => {
    const rows = [
      ...Array(9).fill({ actual: 'bag', predicted: 'bag' }),
      ...Array(30).fill({ actual: 'shoe', predicted: 'bag' }),
    ];
    const bag = scoreClasses(countConfusion(rows)).classes.get('bag')!;
    const floor = { minimumSamples: 10 };
    expect(kpiOf(bag, 'recall', floor)).toEqual({ kind: 'insufficient-data', samples: 9, minimumSamples: 10 });
    expect(kpiOf(bag, 'precision', floor)).toEqual({ kind: 'known', value: 9 / 39, samples: 39 });
    expect(kpiOf(bag, 'npv', { minimumSamples: 0 })).toEqual({
      kind: 'insufficient-data',
      samples: 0,
      minimumSamples: 0,
    });
  });
});

describe('scores of a regression', () => {
  it("are scikit-learn's", () => {
    const scores = scoreErrors(measureErrors(told.truth, told.guess))!;
    for (const name of ['mse', 'rmse', 'mae', 'r2'] as const) expect(scores[name]! / told[name]).toBeCloseTo(1, 12);
    expect(scores.samples).toBe(told.truth.length);
  });

  it('of two parts merged are those of all rows', () => {
    const row = fc.tuple(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (a, b) => {
        const measure = (rows: readonly (readonly [number, number])[]) =>
          measureErrors(
            rows.map(([actual]) => actual),
            rows.map(([, predicted]) => predicted),
          );
        const merged = mergeErrors(measure(a), measure(b));
        const whole = measure([...a, ...b]);
        for (const name of Object.keys(noErrors) as (keyof typeof noErrors)[]) {
          expect(Math.abs(merged[name] - whole[name])).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(whole[name])));
        }
      }),
    );
  });

  it('leave out what is not finite, and exist only with a row', () => {
    const errors = measureErrors([1, Number.NaN, 3, 4], [2, 1, Infinity, 4]);
    expect(errors).toMatchObject({ count: 2, skipped: 2 });
    expect(scoreErrors(errors)).toMatchObject({ mse: 0.5, mae: 0.5, bias: 0.5 });
    expect(scoreErrors(noErrors)).toBeNull();
    expect(scoreErrors(measureErrors([5, 5], [5, 6]))!.r2).toBeNull();
  });
});

describe('top contributors', () => {
  it('are ranked by their mean absolute contribution', () => {
    const rows = [
      { hour: -3, rain: 1, temp: 0 },
      { hour: 3, rain: -1, temp: Number.NaN, holiday: 1 },
    ];
    expect(topContributors(rows, 3)).toEqual([
      { name: 'hour', meanAbsolute: 3, share: 6 / 9 },
      { name: 'rain', meanAbsolute: 1, share: 2 / 9 },
      { name: 'holiday', meanAbsolute: 0.5, share: 1 / 9 },
    ]);
    expect(topContributors([], 3)).toEqual([]);
  });
});
