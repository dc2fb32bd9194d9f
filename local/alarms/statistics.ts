import { AlarmDefinitionError } from './errors';
import type { Sample } from './model';

type Basic = (samples: readonly Sample[]) => number;

const total = (samples: readonly Sample[], pick: (sample: Sample) => number) =>
  samples.reduce((sum, sample) => sum + pick(sample), 0);

export const sampleCount: Basic = samples => total(samples, sample => sample.count);

const BASIC: Readonly<Record<string, Basic>> = {
  SampleCount: sampleCount,
  Sum: samples => total(samples, sample => sample.sum),
  Average: samples => total(samples, sample => sample.sum) / sampleCount(samples),
  Minimum: samples => samples.reduce((least, sample) => Math.min(least, sample.minimum), Number.POSITIVE_INFINITY),
  Maximum: samples => samples.reduce((most, sample) => Math.max(most, sample.maximum), Number.NEGATIVE_INFINITY),
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i;
const TRIMMED_TO = /^tm(\d{1,2}(?:\.\d{1,10})?|100)$/i;
const TRIMMED_RANGE = /^TM\((\d+(?:\.\d+)?)%:(\d+(?:\.\d+)?)%\)$/i;

/** The p of `pNN` as a share in [0, 1]; undefined for any other statistic. */
export function percentileShare(statistic: string): number | undefined {
  const match = PERCENTILE.exec(statistic);
  return match ? Number(match[1]) / 100 : undefined;
}

/** The shares between which a trimmed mean averages; undefined for any other statistic. */
function trimmedRange(statistic: string): readonly [number, number] | undefined {
  if (/^IQM$/i.test(statistic)) return [0.25, 0.75];
  const upTo = TRIMMED_TO.exec(statistic);
  if (upTo) return [0, Number(upTo[1]) / 100];
  const range = TRIMMED_RANGE.exec(statistic);
  return range ? [Number(range[1]) / 100, Number(range[2]) / 100] : undefined;
}

/** @throws AlarmDefinitionError for a statistic this engine does not compute. */
export function requireStatistic(statistic: string): void {
  if (Object.hasOwn(BASIC, statistic) || percentileShare(statistic) !== undefined || trimmedRange(statistic)) return;
  throw new AlarmDefinitionError(
    `statistic: it must be ${Object.keys(BASIC).join(', ')}, pNN, tmNN, TM(a%:b%) or IQM, got ${statistic}; choose one of these`,
  );
}

/**
 * One statistic of a period's samples, in the metric's unit. Independent of their order.
 * @returns undefined when there is none: no sample, or a percentile of statistic sets or of negative values,
 *   for which CloudWatch has no percentile either.
 */
export function statisticOf(samples: readonly Sample[], statistic: string): number | undefined {
  if (sampleCount(samples) <= 0) return undefined;
  const basic = BASIC[statistic];
  if (basic) return basic([...samples].sort(bySum));
  const weighted = weightedValues(samples);
  if (!weighted) return undefined;
  const share = percentileShare(statistic);
  if (share !== undefined) return percentile(weighted, share);
  const range = trimmedRange(statistic);
  return range && trimmedMean(weighted, range);
}

/** A fixed order makes floating-point sums equal for any order of arrival. */
const bySum = (a: Sample, b: Sample) => a.sum - b.sum || a.count - b.count;

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

function weightedValues(samples: readonly Sample[]): readonly Weighted[] | undefined {
  const present = samples.filter(sample => sample.count > 0);
  if (present.some(sample => sample.minimum !== sample.maximum || sample.minimum < 0)) return undefined;
  return present
    .map(({ minimum, count }) => ({ value: minimum, weight: count }))
    .sort((a, b) => a.value - b.value || a.weight - b.weight);
}

/** Linear interpolation between the two nearest ranks, as if each value stood there `weight` times. */
function percentile(sorted: readonly Weighted[], share: number): number {
  const count = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const rank = share * Math.max(count - 1, 0);
  const lower = valueAt(sorted, Math.floor(rank));
  const fraction = rank - Math.floor(rank);
  return fraction ? lower + fraction * (valueAt(sorted, Math.floor(rank) + 1) - lower) : lower;
}

function valueAt(sorted: readonly Weighted[], rank: number): number {
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    if (rank < seen) return value;
  }
  return sorted.at(-1)?.value ?? Number.NaN;
}

/** Mean of the samples whose rank lies between the two shares; a sample on the edge counts with its part inside. */
function trimmedMean(sorted: readonly Weighted[], [from, to]: readonly [number, number]): number | undefined {
  const count = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let seen = 0;
  let kept = 0;
  let sum = 0;
  for (const { value, weight } of sorted) {
    const inside = Math.max(0, Math.min(seen + weight, to * count) - Math.max(seen, from * count));
    kept += inside;
    sum += inside * value;
    seen += weight;
  }
  return kept > 0 ? sum / kept : undefined;
}

/**
 * Samples a percentile needs to mean anything: 10 / (1 - p) above the median, 10 / p below it.
 * Source: CloudWatch User Guide, "Percentile-based alarms and low data samples".
 */
export function samplesNeeded(share: number): number {
  // Rounded: 1 - 0.9 is a little less than 0.1 in binary, and 100 samples are enough for p90.
  return Math.round((10 / (share >= 0.5 ? 1 - share : share)) * 1e6) / 1e6;
}
