import type { NumericProfile } from '../profile/column-profile';
import { isSingleValue, type NumericGrid } from '../profile/numeric-grid';
import { compareSorted } from '../statistics/compare-sorted';

/** Two distances, and by how much they may be off: 0 when they were computed from the samples themselves. */
export interface OrderedDistances {
  /** KS's D, never too large; the true one is at most `ksError` larger. */
  readonly ks: number;
  readonly ksError: number;
  /** First Wasserstein distance in the column's unit, at most `wassersteinError` off. */
  readonly wasserstein: number;
  readonly wassersteinError: number;
}

interface Pair {
  readonly reference: NumericProfile;
  readonly current: NumericProfile;
}

/** From the samples while both profiles still keep theirs, else from their bins. Both must hold a value. */
export function orderedDistances(grid: NumericGrid, { reference, current }: Pair): OrderedDistances {
  if (!reference.kept || !current.kept) return binnedDistances(grid, { reference, current });
  return { ...compareSorted(reference.kept, current.kept), ksError: 0, wassersteinError: 0 };
}

/**
 * From the bins. D is the largest difference at an edge: between two edges the functions can differ by no more than that
 * and the smaller share of the bin. The area takes both functions for straight between edges, which misses at most half of
 * each bin's shares times its width.
 */
export function binnedDistances(grid: NumericGrid, { reference, current }: Pair): OrderedDistances {
  const [n, m] = [reference.count, current.count];
  let [ks, ksError, wasserstein, wassersteinError, below] = [0, 0, 0, 0, 0];
  const start = Math.min(reference.minimum, current.minimum);
  const end = Math.max(reference.maximum, current.maximum);
  let left = start;
  for (let bin = 0; bin < reference.bins.length; bin++) {
    const [r, c] = [reference.bins[bin]! / n, current.bins[bin]! / m];
    const difference = below + r - c;
    const right = Math.min(Math.max(grid.edges[bin] ?? end, start), end);
    const width = isSingleValue(grid, bin) ? 0 : right - left;
    ks = Math.max(ks, Math.abs(difference));
    if (!isSingleValue(grid, bin)) ksError = Math.max(ksError, Math.min(r, c));
    wasserstein += width * meanAbsolute(below, difference);
    wassersteinError += (width * (r + c)) / 2;
    below = difference;
    left = right;
  }
  return { ks, ksError, wasserstein, wassersteinError };
}

/** Mean of |y| along a straight line between two heights. */
function meanAbsolute(from: number, to: number): number {
  const [a, b] = [Math.abs(from), Math.abs(to)];
  if (from * to >= 0) return (a + b) / 2;
  return (a * a + b * b) / (2 * (a + b));
}
