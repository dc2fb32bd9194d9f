/** Where a metric lies on chunks of the reference; null on a side that has no limit. */
export interface LearnedBand {
  readonly kind: 'learned';
  readonly lower: number | null;
  readonly upper: number | null;
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  readonly chunks: number;
}

export interface BandPolicy {
  /** Values that the metric can't go below or above, for example 0 and 1: a band beyond them has no limit there. */
  readonly lowerLimit?: number | undefined;
  readonly upperLimit?: number | undefined;
  /** Half of the band's width. */
  readonly deviations: number;
  readonly minimumChunks: number;
}

/** NannyML's own; a deviation of fewer chunks is a guess. */
export const defaultBandPolicy: BandPolicy = { deviations: 3, minimumChunks: 10 };

/**
 * NannyML's learned threshold (`StandardDeviationThreshold`): mean +- 3 standard deviations of the metric over chunks of
 * the reference, so that each column's own restlessness decides what is unusual.
 *
 * @param values of the metric, one a chunk; null where a chunk has none
 */
export function learnBand(
  values: readonly (number | null)[],
  policy: BandPolicy = defaultBandPolicy,
): LearnedBand | { readonly kind: 'insufficient-data'; readonly chunks: number } {
  const known = values.filter(value => value !== null);
  const chunks = known.length;
  if (chunks < Math.max(1, policy.minimumChunks)) return { kind: 'insufficient-data', chunks };
  const mean = known.reduce((sum, value) => sum + value, 0) / chunks;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / chunks);
  const [lower, upper] = [mean - policy.deviations * deviation, mean + policy.deviations * deviation];
  return {
    kind: 'learned',
    lower: lower <= (policy.lowerLimit ?? -Infinity) ? null : lower,
    upper: upper >= (policy.upperLimit ?? Infinity) ? null : upper,
    mean,
    deviation,
    chunks,
  };
}

/** Whether a value of the metric is unusual. */
export function isOutside({ lower, upper }: Pick<LearnedBand, 'lower' | 'upper'>, value: number): boolean {
  return (lower !== null && value < lower) || (upper !== null && value > upper);
}
