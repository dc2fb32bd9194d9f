import type { MetricQuery, Sample, Series } from './model';
import { percentileShare, sampleCount, samplesNeeded, statisticOf } from './statistics';

/** Start of the period that `time` falls into. Periods are aligned to the epoch, whatever the alarm's age. */
export function periodStart(time: number, periodSeconds: number): number {
  return Math.floor(time / periodSeconds) * periodSeconds;
}

/** Starts of `count` periods, oldest first, the last one being `newest`. */
export function periodsUpTo(newest: number, count: number, periodSeconds: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => newest - (count - 1 - index) * periodSeconds);
}

export interface Aggregated {
  readonly series: Series;
  readonly sampleCounts: Series;
  /** Periods whose percentile rests on too few samples to be significant. */
  readonly lowSampled: ReadonlySet<number>;
}

/** One query's samples as one value per period of `grid`. */
export function aggregate(
  query: MetricQuery,
  samples: readonly Sample[],
  { grid, periodSeconds }: { readonly grid: readonly number[]; readonly periodSeconds: number },
): Aggregated {
  const wanted = query.unit === undefined ? samples : samples.filter(sample => sample.unit === query.unit);
  const byPeriod = groupByPeriod(wanted, periodSeconds);
  const share = percentileShare(query.statistic);
  const series = new Map<number, number>();
  const sampleCounts = new Map<number, number>();
  const lowSampled = new Set<number>();
  for (const start of grid) {
    const inPeriod = byPeriod.get(start) ?? [];
    const value = statisticOf(inPeriod, query.statistic);
    if (value === undefined) continue;
    series.set(start, value);
    sampleCounts.set(start, sampleCount(inPeriod));
    if (share !== undefined && sampleCount(inPeriod) < samplesNeeded(share)) lowSampled.add(start);
  }
  return { series, sampleCounts, lowSampled };
}

function groupByPeriod(samples: readonly Sample[], periodSeconds: number): ReadonlyMap<number, readonly Sample[]> {
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const start = periodStart(sample.timestamp, periodSeconds);
    const group = groups.get(start);
    if (group) group.push(sample);
    else groups.set(start, [sample]);
  }
  return groups;
}
