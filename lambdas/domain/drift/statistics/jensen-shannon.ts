/**
 * Jensen-Shannon distance in nats: sqrt((KL(r || m) + KL(c || m)) / 2) with m = (r + c) / 2 (Lin 1991; the root is a
 * metric: Endres & Schindelin 2003). 0 to sqrt(ln 2) = .8326. Evidently's unit; takes empty bins.
 *
 * @param reference shares, shape (bins,)
 * @param current shares of the same bins
 */
export function jensenShannonNats(reference: Float64Array, current: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const [r, c] = [reference[bin]!, current[bin]!];
    const mean = (r + c) / 2;
    if (r > 0) sum += r * Math.log(r / mean);
    if (c > 0) sum += c * Math.log(c / mean);
  }
  return Math.sqrt(Math.max(0, sum) / 2);
}

/** The same with logarithms to base 2: 0 to 1. NannyML's unit. */
export function jensenShannonBits(reference: Float64Array, current: Float64Array): number {
  return jensenShannonNats(reference, current) / Math.sqrt(Math.LN2);
}
