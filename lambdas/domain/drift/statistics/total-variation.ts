/**
 * Total variation distance: half the sum of |r - c|, 0 to 1; the largest difference that any set of bins can show.
 *
 * @param reference shares, shape (bins,)
 * @param current shares of the same bins
 */
export function totalVariation(reference: Float64Array, current: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) sum += Math.abs(reference[bin]! - current[bin]!);
  return sum / 2;
}
