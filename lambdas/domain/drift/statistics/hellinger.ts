/**
 * Hellinger distance: sqrt(sum of (sqrt r - sqrt c)^2 / 2), 0 to 1 (Hellinger 1909). The same number as Evidently's
 * sqrt(1 - sum of sqrt(r c)), without its loss of digits near 0.
 *
 * @param reference shares, shape (bins,)
 * @param current shares of the same bins
 */
export function hellingerDistance(reference: Float64Array, current: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) sum += (Math.sqrt(reference[bin]!) - Math.sqrt(current[bin]!)) ** 2;
  return Math.sqrt(sum / 2);
}
