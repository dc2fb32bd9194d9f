import { compareSorted } from './compare-sorted';
import { type KsMethod, ksPValue } from './kolmogorov-smirnov';
import { sortNumbers } from './sort-numbers';

/** Two-sample Kolmogorov-Smirnov test; scipy's `ks_2samp`. @param samples finite numbers, any order, not empty */
export function ksTest(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  method: KsMethod = 'auto',
): { readonly statistic: number; readonly pValue: number } {
  const { ks } = compareSorted(sortedCopy(reference), sortedCopy(current));
  return { statistic: ks, pValue: ksPValue(ks, { n: reference.length, m: current.length }, method) };
}

/** First Wasserstein distance; scipy's `wasserstein_distance`. @param samples finite numbers, any order, not empty */
export function wassersteinDistance(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  return compareSorted(sortedCopy(reference), sortedCopy(current)).wasserstein;
}

/** Evidently's unit: a distance by the reference's (population) standard deviation, which counts as at least .001. */
export function normaliseDistance(distance: number, referenceDeviation: number): number {
  return distance / Math.max(referenceDeviation, 0.001);
}

const sortedCopy = (sample: ArrayLike<number>): Float64Array => sortNumbers(Float64Array.from(sample));
