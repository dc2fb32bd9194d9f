import { goodnessOfFit, homogeneity } from '../../../lambdas/domain/drift/statistics/chi-square';
import {
  ksTest,
  normaliseDistance,
  wassersteinDistance,
} from '../../../lambdas/domain/drift/statistics/compare-samples';
import { chiSquareTail, normalTwoSided } from '../../../lambdas/domain/drift/statistics/gamma';
import { hellingerDistance } from '../../../lambdas/domain/drift/statistics/hellinger';
import { jensenShannonBits, jensenShannonNats } from '../../../lambdas/domain/drift/statistics/jensen-shannon';
import { kolmogorovTail } from '../../../lambdas/domain/drift/statistics/kolmogorov-distribution';
import { ksPValue } from '../../../lambdas/domain/drift/statistics/kolmogorov-smirnov';
import { lInfinity, robustLInfinity } from '../../../lambdas/domain/drift/statistics/l-infinity';
import { populationStability } from '../../../lambdas/domain/drift/statistics/psi';
import { toShares } from '../../../lambdas/domain/drift/statistics/shares';
import { countIntoEdges, sturgesEdges } from '../../../lambdas/domain/drift/statistics/sturges';
import { totalVariation } from '../../../lambdas/domain/drift/statistics/total-variation';
import { compareProportions } from '../../../lambdas/domain/drift/statistics/two-proportions';
import { golden } from './golden/cases';

/** The tolerance that the issue of the statistics names, relative for values above 1. */
function expectClose(got: number, wanted: number, tolerance = 1e-9): void {
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted)));
}

describe.each(golden.numeric.map(row => [row.name, row] as const))('of two samples, %s:', (_, row) => {
  it("KS is scipy's and NannyML's, exact p and asymptotic p are scipy's", () => {
    const exact = ksTest(row.reference, row.current, 'exact');
    expectClose(exact.statistic, row.ks);
    expectClose(exact.statistic, row.nannyml.ks);
    expectClose(exact.pValue, row.ksExact);
    expectClose(ksTest(row.reference, row.current, 'asymptotic').pValue, row.ksAsymptotic);
  });

  it("Wasserstein is scipy's and NannyML's, normalised Evidently's", () => {
    const distance = wassersteinDistance(row.reference, row.current);
    expectClose(distance, row.wasserstein);
    expectClose(distance, row.nannyml.wasserstein);
    expectClose(normaliseDistance(distance, deviation(row.reference)), row.wassersteinNormalised);
  });

  it("Sturges' bins are numpy's, edge by edge and count by count", () => {
    const edges = sturgesEdges(row.reference, row.current);
    expect(edges).toHaveLength(row.sturges.edges.length);
    edges.forEach((edge, index) => {
      expectClose(edge, row.sturges.edges[index]!, 1e-14);
    });
    expect([...countIntoEdges(row.reference, edges)]).toEqual(row.sturges.reference);
    expect([...countIntoEdges(row.current, edges)]).toEqual(row.sturges.current);
  });
});

const deviation = (sample: readonly number[]): number => {
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  return Math.sqrt(sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sample.length);
};

describe('of binned samples', () => {
  const binned = golden.numeric.filter(row => row.doane !== undefined);

  it.each(binned.map(row => [row.name, row] as const))("PSI and JS of %s are Evidently's", (_, row) => {
    const [reference, current] = [toShares(row.sturges.reference), toShares(row.sturges.current)];
    expectClose(populationStability(reference, current), row.evidentlyPsi!);
    expectClose(jensenShannonNats(reference, current), row.evidentlyJensenShannon!);
  });

  it.each(binned.map(row => [row.name, row] as const))("JS and Hellinger of %s are NannyML's", (_, { doane }) => {
    const [reference, current] = [toShares(doane!.reference), toShares(doane!.current)];
    expectClose(jensenShannonBits(reference, current), doane!.jensenShannon);
    expectClose(hellingerDistance(reference, current), doane!.hellinger);
  });
});

describe.each(golden.categories.map(row => [row.name, row] as const))('of categories, %s:', (_, row) => {
  const counts = [Float64Array.from(row.reference), Float64Array.from(row.current)] as const;
  const shares = [toShares(row.reference), toShares(row.current)] as const;

  it("distances are the peers'", () => {
    expectClose(populationStability(...shares), row.psi);
    expectClose(jensenShannonNats(...shares), row.jensenShannonNats);
    expectClose(jensenShannonBits(...shares), row.jensenShannonBits);
    expectClose(hellingerDistance(...shares), row.hellinger);
    // Its 1 - sum loses half of the digits near 0: sqrt(2^-53) = 1e-8.
    expectClose(hellingerDistance(...shares), row.hellingerEvidently, 3e-8);
    expectClose(lInfinity(...shares), row.lInfinity);
    expectClose(totalVariation(...shares), row.totalVariation);
  });

  it("tests are the peers'", () => {
    if (typeof row.goodnessOfFit === 'number') expectClose(goodnessOfFit(...counts).pValue, row.goodnessOfFit);
    if (row.homogeneity) {
      expectClose(homogeneity(...counts).statistic, row.homogeneity.statistic);
      expectClose(homogeneity(...counts).pValue, row.homogeneity.pValue);
    }
    const [one, other] = [row.reference, row.current].map(sample => ({
      hits: sample[1] ?? 0,
      trials: sample.reduce((sum, count) => sum + count, 0),
    }));
    if (row.proportions !== undefined) expectClose(compareProportions(one!, other!).pValue, row.proportions);
  });
});

describe('tails', () => {
  it.each(golden.tails.kolmogorov)("P(D > d) for n = %d, d = %f is scipy's", (n, d, tail) => {
    expectClose(kolmogorovTail(d, n), tail);
  });

  it.each(golden.tails.twoSamples)("exact p for n = %d, m = %d, d = %f is scipy's", (n, m, d, tail) => {
    expectClose(ksPValue(d, { n, m }, 'exact'), tail);
    expectClose(ksPValue(d, { n: m, m: n }, 'exact'), tail);
  });

  it.each(golden.tails.chiSquare)("P(X > %f) of chi-square with %d degrees is scipy's", (x, degrees, tail) => {
    expectClose(chiSquareTail(x, degrees), tail, 1e-11);
  });

  it.each(golden.tails.normal)("P(|Z| > %f) is scipy's, to ten digits", (z, tail) => {
    expect(normalTwoSided(z) / tail).toBeCloseTo(1, 10);
  });
});

it('the robust L-infinity is 0 where chance alone explains the distance', () => {
  expect(robustLInfinity(0.1, { n: 1000, m: 100 })).toBe(0);
  // 1.8 * sqrt(20000 / 1e8) = .025456
  expect(robustLInfinity(0.1, { n: 10_000, m: 10_000 })).toBeCloseTo(0.1 - 0.0254558, 7);
});
