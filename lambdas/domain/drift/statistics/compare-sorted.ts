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
  const [n, m] = [reference.length, current.length];
  let [i, j, largest, area] = [0, 0, 0, 0];
  let previous = Math.min(reference[0]!, current[0]!);
  while (i < n && j < m) {
    const value = reference[i]! <= current[j]! ? reference[i]! : current[j]!;
    const difference = Math.abs(i * m - j * n);
    if (difference > largest) largest = difference;
    area += difference * (value - previous);
    previous = value;
    while (i < n && reference[i]! === value) i++;
    while (j < m && current[j]! === value) j++;
  }
  const difference = Math.abs(i * m - j * n);
  if (difference > largest) largest = difference;
  // One sample is used up: its function stays 1.
  for (; i < n; i++) {
    area += (n - i) * m * (reference[i]! - previous);
    previous = reference[i]!;
  }
  for (; j < m; j++) {
    area += (m - j) * n * (current[j]! - previous);
    previous = current[j]!;
  }
  return { ks: largest / (n * m), wasserstein: area / (n * m) };
}
