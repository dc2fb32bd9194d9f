import { fillEmptyShares } from './shares';

/**
 * Population stability index: the sum over bins of (c - r) ln(c / r), >= 0, symmetric, no upper bound (Siddiqi, Credit
 * Risk Scorecards, 2006: below .1 stable, above .25 shifted). Without drift it is about (bins - 1)(1/n + 1/m) (Yurdakul,
 * 2018), so that bins must be few when windows are small. Empty bins are filled, see `fillEmptyShares`.
 *
 * @param reference shares, shape (bins,)
 * @param current shares of the same bins
 */
export function populationStability(reference: Float64Array, current: Float64Array): number {
  const [r, c] = [fillEmptyShares(reference), fillEmptyShares(current)];
  let sum = 0;
  for (let bin = 0; bin < r.length; bin++) sum += (c[bin]! - r[bin]!) * Math.log(c[bin]! / r[bin]!);
  return sum;
}
