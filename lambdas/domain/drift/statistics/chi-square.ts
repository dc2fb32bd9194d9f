import { chiSquareTail } from './gamma';

export interface ChiSquare {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** One bin can't differ. */
const nothingToCompare: ChiSquare = { statistic: 0, degreesOfFreedom: 0, pValue: 1 };

/**
 * Goodness of fit of the current counts to the reference's shares: sum of (c - e)^2 / e with e = r m / n (Pearson 1900;
 * Evidently's test). Takes the reference for the truth, and so finds too much unless it is far larger than the window.
 * A bin that the reference has none of makes it infinite, as in scipy.
 *
 * @param reference counts, shape (bins,)
 * @param current counts of the same bins
 */
export function goodnessOfFit(reference: Float64Array, current: Float64Array): ChiSquare {
  const bins = occupiedBins(reference, current);
  if (bins.length < 2) return nothingToCompare;
  const ratio = sumOf(current) / sumOf(reference);
  let statistic = 0;
  for (const bin of bins) {
    const expected = reference[bin]! * ratio;
    statistic += (current[bin]! - expected) ** 2 / expected;
  }
  const degreesOfFreedom = bins.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

/**
 * Whether both samples can come from one distribution: chi-square of the 2 x bins table (NannyML's test). Fair at any
 * ratio of sizes. With two bins each |observed - expected| is reduced by 1/2 (Yates 1934), as scipy does.
 *
 * @param reference counts, shape (bins,)
 * @param current counts of the same bins
 */
export function homogeneity(reference: Float64Array, current: Float64Array): ChiSquare {
  const bins = occupiedBins(reference, current);
  const [n, m] = [sumOf(reference), sumOf(current)];
  if (bins.length < 2 || n === 0 || m === 0) return nothingToCompare;
  const correction = bins.length === 2 ? 0.5 : 0;
  let statistic = 0;
  for (const bin of bins) {
    const together = reference[bin]! + current[bin]!;
    const expected = (together * n) / (n + m);
    const difference = Math.abs(reference[bin]! - expected);
    const reduced = (difference - Math.min(correction, difference)) ** 2;
    statistic += reduced / expected + reduced / (together - expected);
  }
  const degreesOfFreedom = bins.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

function occupiedBins(reference: Float64Array, current: Float64Array): number[] {
  return Array.from(reference.keys()).filter(bin => reference[bin]! + current[bin]! > 0);
}

const sumOf = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);
