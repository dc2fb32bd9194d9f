import { EXTRA_PERIODS, judge } from './judge';
import { evaluateQuery } from './math/evaluate';
import {
  type AlarmState,
  type Comparison,
  type Datapoint,
  type Evaluation,
  type MetricAlarm,
  type MetricQuery,
  metricKey,
  type Sample,
  type Series,
} from './model';
import { type Aggregated, aggregate, periodStart, periodsUpTo } from './periods';
import { reasonFor } from './reason';

/**
 * Whether the period that is still running counts. CloudWatch judges `closed` periods only; `once-it-has-data` gives
 * the verdict at the first sample, except where a total that still grows looks too low.
 */
export type OpenPeriod = 'closed' | 'once-it-has-data';

export interface EvaluationInput {
  /** Samples by `metricKey`, in any order; a metric without samples may be absent. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** Epoch seconds. */
  readonly now: number;
  readonly previousState: AlarmState;
  /** Default `closed`, as CloudWatch. */
  readonly openPeriod?: OpenPeriod;
}

const BREACHES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * The state of a metric alarm at `now`. Pure: depends on the samples of the alarm's own metrics, not on their order.
 * @throws AlarmDefinitionError when an expression of the alarm is wrong.
 */
export function evaluateAlarm(alarm: MetricAlarm, input: EvaluationInput): Evaluation {
  const { range, series, sampleCounts, lowSampled } = observe(alarm, input);
  const breaches = (value: number | undefined) =>
    value === undefined ? undefined : BREACHES[alarm.comparison](value, alarm.threshold);
  const evaluated = newestPoints(alarm, { range, series, sampleCounts });
  const insignificant = alarm.lowSampleCountPercentile === 'ignore' && evaluated.some(p => lowSampled.has(p.timestamp));
  const state = insignificant
    ? input.previousState
    : judge({ ...alarm, range: range.map(at => breaches(series.get(at))), previousState: input.previousState });
  const breaching = evaluated.filter(point => breaches(point.value)).length;
  return { state, evaluated, ...reasonFor({ alarm, state, evaluated, breaching, range, now: input.now }) };
}

/** Oldest samples an alarm can look at, epoch seconds. */
export function evaluationStart(alarm: MetricAlarm, now: number): number {
  return periodStart(now, alarm.periodSeconds) - (alarm.evaluationPeriods + EXTRA_PERIODS) * alarm.periodSeconds;
}

interface Observed {
  readonly range: readonly number[];
  readonly series: Series;
  readonly sampleCounts: Series;
  readonly lowSampled: ReadonlySet<number>;
}

function observe(alarm: MetricAlarm, input: EvaluationInput): Observed {
  const count = alarm.evaluationPeriods + EXTRA_PERIODS;
  const open = periodStart(input.now, alarm.periodSeconds);
  if (input.openPeriod === 'once-it-has-data' && mayJudgeOpenPeriod(alarm)) {
    const observed = observeRange(alarm, input, periodsUpTo(open, count, alarm.periodSeconds));
    if (observed.heard.has(open) && observed.series.has(open)) return observed;
  }
  return observeRange(alarm, input, periodsUpTo(open - alarm.periodSeconds, count, alarm.periodSeconds));
}

/** A sum or a count is too low until its period is over; an average, an extreme or a percentile can be judged. */
function mayJudgeOpenPeriod(alarm: MetricAlarm): boolean {
  const looksForLow = alarm.comparison.startsWith('LessThan');
  const grows = alarm.queries.some(q => q.kind === 'metric' && ['Sum', 'SampleCount'].includes(q.statistic));
  return !(looksForLow && grows);
}

function observeRange(alarm: MetricAlarm, { samples }: EvaluationInput, range: readonly number[]) {
  const aggregated = new Map<string, Aggregated>();
  for (const one of alarm.queries.filter((q): q is MetricQuery => q.kind === 'metric')) {
    const own = samples.get(metricKey(one.metric)) ?? [];
    aggregated.set(one.id, aggregate(one, own, { grid: range, periodSeconds: alarm.periodSeconds }));
  }
  const returned = alarm.queries.find(one => one.returned)?.id ?? alarm.queries[0]?.id ?? '';
  const metrics = new Map([...aggregated].map(([id, { series }]) => [id, series] as const));
  return {
    range,
    series: evaluateQuery(returned, { queries: alarm.queries, metrics, grid: range }),
    sampleCounts: aggregated.get(returned)?.sampleCounts ?? new Map<number, number>(),
    lowSampled: aggregated.get(returned)?.lowSampled ?? new Set<number>(),
    heard: new Set([...metrics.values()].flatMap(series => [...series.keys()])),
  };
}

function newestPoints(alarm: MetricAlarm, observed: Omit<Observed, 'lowSampled'>): readonly Datapoint[] {
  const points = observed.range.flatMap((timestamp): Datapoint[] => {
    const value = observed.series.get(timestamp);
    const sampleCount = observed.sampleCounts.get(timestamp);
    if (value === undefined) return [];
    return [sampleCount === undefined ? { timestamp, value } : { timestamp, value, sampleCount }];
  });
  return points.slice(-alarm.evaluationPeriods).reverse();
}
