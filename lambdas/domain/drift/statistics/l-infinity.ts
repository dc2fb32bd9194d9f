/**
 * L-infinity distance: the largest |r - c| of a single bin, 0 to 1 (NannyML's for categories). Between ordered values
 * Model Monitor takes the largest difference of the cumulative shares instead, which is KS's D.
 *
 * @param reference shares, shape (bins,)
 * @param current shares of the same bins
 */
export function lInfinity(reference: Float64Array, current: Float64Array): number {
  let largest = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    largest = Math.max(largest, Math.abs(reference[bin]! - current[bin]!));
  }
  return largest;
}

/**
 * Model Monitor's robust L-infinity: max(0, d - 1.8 sqrt((n + m) / (n m))), deequ's `linf_robust`. 1.8 is the KS
 * coefficient at about p = .003, so that what chance does to small samples counts as no distance.
 *
 * @param distance 0 to 1: largest difference of shares (categories) or of cumulative shares (numbers)
 * @param sizes of both samples, >= 1
 */
export function robustLInfinity(distance: number, { n, m }: { readonly n: number; readonly m: number }): number {
  return Math.max(0, distance - 1.8 * Math.sqrt((n + m) / (n * m)));
}
