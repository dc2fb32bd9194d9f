import { type ColumnValues, learnBaseline, profileTable } from '../../../lambdas/domain/drift/baseline';
import type { ColumnComparison } from '../../../lambdas/domain/drift/compare/column-comparison';
import { compareColumn } from '../../../lambdas/domain/drift/compare/compare-column';
import { evidentlyVerdict, tableVerdict } from '../../../lambdas/domain/drift/rules/evidently';
import { adjustByHolm } from '../../../lambdas/domain/drift/rules/holm';
import { isOutside, learnBand } from '../../../lambdas/domain/drift/rules/learned-band';
import { judgeWindows, type WindowOutcome } from '../../../lambdas/domain/drift/rules/m-of-n';
import { modelMonitorVerdict } from '../../../lambdas/domain/drift/rules/model-monitor';
import { shiftVerdicts } from '../../../lambdas/domain/drift/rules/significant-shift';
import type { DriftTest } from '../../../lambdas/domain/drift/rules/verdict';
import { normal, sample } from '../../support/random';
import { type EvidentlyChoice, golden } from './golden/cases';

function compare(reference: ColumnValues, current: ColumnValues): ColumnComparison {
  const baseline = learnBaseline(new Map([['x', reference]]));
  return compareColumn(baseline.get('x')!, profileTable(baseline, new Map([['x', current]])).columns.get('x')!);
}
const numbers = (values: ArrayLike<number>): ColumnValues => ({ kind: 'numeric', values: Float64Array.from(values) });
const repeated = (counts: readonly number[]): ColumnValues => ({
  kind: 'category',
  values: counts.flatMap((count, index) => Array<string>(count).fill(`c${index}`)),
});

const evidentlyNames: Readonly<Record<string, DriftTest>> = {
  ks: 'ks-p-value',
  chisquare: 'chi-square-p-value',
  z: 'z-p-value',
  wasserstein: 'wasserstein-normalised',
  jensenshannon: 'jensen-shannon-nats',
};

/** What Evidently chose and found, with our names. */
function expectVerdict(comparison: ColumnComparison, { test, threshold, score, drifted }: EvidentlyChoice): void {
  const verdict = evidentlyVerdict(comparison);
  expect(verdict).toMatchObject({ drifted, test: evidentlyNames[test], threshold });
  // Above 1,000 rows of reference Wasserstein is measured on bins.
  const deviation = comparison.kind === 'numeric' ? comparison.wasserstein / comparison.wassersteinNormalised : 1;
  const error = comparison.kind === 'numeric' && test === 'wasserstein' ? comparison.wassersteinError / deviation : 0;
  expect(error).toBeLessThan(0.02);
  expect(Math.abs(verdict.score - Number(score))).toBeLessThanOrEqual(error + 1e-9);
}

describe("Evidently's rule", () => {
  it.each(golden.numeric.map(row => [row.name, row] as const))(
    'chooses and decides as Evidently does: %s',
    (_, row) => {
      expectVerdict(compare(numbers(row.reference), numbers(row.current)), row.evidently);
    },
  );

  it.each(golden.categories.map(row => [row.name, row] as const))('and for categories: %s', (_, row) => {
    expectVerdict(compare(repeated(row.reference), repeated(row.current)), row.evidently);
  });

  it('calls a table drifted from half of its judged columns on', () => {
    const verdict = (drifted: boolean) => ({ drifted, test: 'ks-p-value', score: 0, threshold: 0.05 }) as const;
    expect(tableVerdict([verdict(true), verdict(false)], 0.5)).toMatchObject({ drifted: true, share: 0.5 });
    expect(tableVerdict([verdict(true), verdict(false), verdict(false)], 0.5)).toMatchObject({ drifted: false });
    expect(tableVerdict([], 0.5)).toBeNull();
  });
});

describe("Holm's adjustment", () => {
  it.each(golden.holm.map(row => [row.pValues, row.adjusted] as const))(
    "of %j is statsmodels'",
    (pValues, adjusted) => {
      adjustByHolm(pValues).forEach((value, index) => {
        expect(value).toBeCloseTo(adjusted[index]!, 12);
      });
    },
  );

  it('of nothing is nothing', () => expect(adjustByHolm([])).toEqual([]));
});

describe("NannyML's band", () => {
  it.each(golden.bands.map(row => [row.name, row] as const))("is NannyML's: %s", (_, row) => {
    const band = learnBand(row.values, {
      deviations: 3,
      minimumChunks: 10,
      lowerLimit: row.lowerLimit ?? undefined,
      upperLimit: row.upperLimit ?? undefined,
    });
    if (band.kind !== 'learned') throw new Error('10 chunks are enough');
    const [lower, upper] = row.band;
    if (lower === null) expect(band.lower).toBeNull();
    else expect(band.lower).toBeCloseTo(lower, 12);
    if (upper === null) expect(band.upper).toBeNull();
    else expect(band.upper).toBeCloseTo(upper, 12);
  });

  it('of 9 chunks is insufficient', () => {
    const policy = { deviations: 3, minimumChunks: 10 };
    expect(learnBand([null, ...Array<number>(9).fill(0.1)], policy)).toEqual({ kind: 'insufficient-data', chunks: 9 });
  });

  it('has no side where the metric has its limit', () => {
    expect([-5, 0, 0.3, 0.31].map(value => isOutside({ lower: null, upper: 0.3 }, value))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect([0.1, 0.2].map(value => isOutside({ lower: 0.2, upper: null }, value))).toEqual([true, false]);
  });
});

describe("Model Monitor's rule", () => {
  const comparison = (shift: number) =>
    compare(numbers(sample(5000, normal(1))), numbers(sample(500, normal(2)).map(value => value + shift)));

  it('takes off what chance does before it compares with the threshold', () => {
    const small = comparison(0.3);
    const verdict = modelMonitorVerdict(small);
    if (small.kind !== 'numeric') throw new Error('numbers are numeric');
    // 1.8 x sqrt(5500 / 2.5e6) = .0844
    expect(verdict.score).toBeCloseTo(Math.max(0, small.ks - 0.0844275), 6);
    expect(small.ks).toBeGreaterThan(0.1);
    expect(verdict.drifted).toBe(false);
    expect(modelMonitorVerdict(comparison(1)).drifted).toBe(true);
    expect(modelMonitorVerdict(comparison(1), 0.5).drifted).toBe(false);
  });

  it('looks at single shares of categories', () => {
    const verdict = modelMonitorVerdict(compare(repeated([5000, 5000]), repeated([900, 100])));
    expect(verdict.score).toBeCloseTo(0.4 - 1.8 * Math.sqrt(11_000 / 1e7), 9);
    expect(verdict.drifted).toBe(true);
  });
});

describe('our rule', () => {
  const reference = numbers(sample(50_000, normal(3)));
  const shifted = (by: number, size: number) => compare(reference, numbers(sample(size, normal(4)).map(x => x + by)));

  it('calls neither a trifle nor chance drift', () => {
    const verdicts = shiftVerdicts(
      new Map([
        ['significant trifle', shifted(0.1, 50_000)],
        ['large, but may be chance', shifted(0.4, 12)],
        ['drift', shifted(0.6, 400)],
      ]),
    );
    expect([...verdicts.values()].map(({ drifted }) => drifted)).toEqual([false, false, true]);
    expect(verdicts.get('significant trifle')!.adjustedPValue).toBeLessThan(1e-10);
    expect(verdicts.get('large, but may be chance')!.score).toBeGreaterThan(0.1);
  });

  it('asks more of each column when there are many', () => {
    const borderline = shifted(0.3, 150);
    const alone = shiftVerdicts(new Map([['x', borderline]])).get('x')!;
    const many = shiftVerdicts(
      new Map([['x', borderline], ...Array.from({ length: 40 }, (_, i) => [`${i}`, shifted(0, 150)] as const)]),
    );
    expect(many.get('x')!.adjustedPValue).toBeCloseTo(Math.min(1, alone.adjustedPValue * 41), 9);
  });
});

describe('m of n', () => {
  const [b, o, i] = ['breach', 'ok', 'insufficient-data'] as const;
  it.each<[WindowOutcome[], ReturnType<typeof judgeWindows>]>([
    [[], i],
    [[b], i],
    [[o], i],
    [[b, b], 'alarm'],
    [[o, o], 'ok'],
    [[b, o], i],
    [[b, o, b], 'alarm'],
    [[b, b, o], 'alarm'],
    [[b, b, o, o], 'ok'],
    [[b, i, i, i, b], 'alarm'],
    [[o, b, i, o], 'ok'],
  ])('2 of 3 windows: %j is %s', (outcomes, verdict) => expect(judgeWindows(outcomes, { m: 2, n: 3 })).toBe(verdict));

  it('1 of 1 is the newest judged window', () => {
    expect(judgeWindows([b, o, i], { m: 1, n: 1 })).toBe('ok');
  });
});
