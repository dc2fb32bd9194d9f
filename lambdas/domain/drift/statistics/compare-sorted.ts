export interface SortedComparison {
  /** KS's D: the largest difference of the two distribution functions, 0 to 1. */
  readonly ks: number;
  /** First Wasserstein distance: the area between the two distribution functions, in the unit of the values. */
  readonly wasserstein: number;
}

/**
 * KS and Wasserstein of two samples in one merge. Differences are counted in units of 1 / (n m), exactly while
 * n m < 2^53.
 *
 * @param reference ascending, finite, not empty
 * @param current the same
 */
export function compareSorted(reference: Float64Array, current: Float64Array): SortedComparison {
  const n = reference.length;
  const m = current.length;
  let i = 0;
  let j = 0;
  let largest = 0;
  let area = 0;
  let difference = 0;
  let previous = Math.min(reference[0]!, current[0]!);
  while (i < n || j < m) {
    const fromReference = j === m || (i < n && reference[i]! <= current[j]!);
    const value = fromReference ? reference[i]! : current[j]!;
    if (value > previous) {
      const height = Math.abs(difference);
      area += height * (value - previous);
      if (height > largest) largest = height;
      previous = value;
    }
    if (fromReference) {
      i++;
      difference += m;
    } else {
      j++;
      difference -= n;
    }
  }
  return { ks: largest / (n * m), wasserstein: area / (n * m) };
}
