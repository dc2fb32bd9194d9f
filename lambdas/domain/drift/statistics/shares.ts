/** Counts per bin as shares of their sum; all 0 when nothing was counted. */
export function toShares(counts: ArrayLike<number>): Float64Array {
  const shares = Float64Array.from(counts);
  const total = shares.reduce((sum, count) => sum + count, 0);
  return total === 0 ? shares : shares.map(count => count / total);
}

/** Share given to an empty bin where the smallest of the others is larger. */
const emptyShare = 1e-4;

/**
 * Replaces empty bins, which a logarithm can't take: by 1e-4, or by a millionth of the smallest share when that is
 * itself no larger than 1e-4 (Evidently's rule, `get_binned_data`). The sum is then slightly above 1.
 */
export function fillEmptyShares(shares: Float64Array): Float64Array {
  const smallest = shares.reduce((least, share) => (share > 0 && share < least ? share : least), Infinity);
  const filler = smallest <= emptyShare ? smallest / 1e6 : emptyShare;
  return shares.map(share => (share === 0 ? filler : share));
}
