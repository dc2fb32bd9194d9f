/** The alarm engine's own words; `description.ts` translates CloudWatch's. Times are epoch seconds. */

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingDataTreatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';
export type Comparison =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

/** One metric: the same name with other dimensions is another metric. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What was published at one moment: a value (count 1), a repeated value, or a statistic set. */
export interface Sample {
  readonly timestamp: number;
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

export interface MetricQuery {
  readonly kind: 'metric';
  readonly id: string;
  readonly metric: MetricIdentity;
  /** SampleCount, Average, Sum, Minimum, Maximum, pNN, TM(a%:b%), tmNN, IQM. */
  readonly statistic: string;
  /** Only samples of this unit count, when it is set. */
  readonly unit?: string;
  readonly returned: boolean;
}

export interface ExpressionQuery {
  readonly kind: 'expression';
  readonly id: string;
  readonly expression: string;
  readonly returned: boolean;
}

export type Query = MetricQuery | ExpressionQuery;

export interface MetricAlarm {
  readonly name: string;
  readonly queries: readonly Query[];
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly treatMissingData: MissingDataTreatment;
  /** `ignore`: a percentile of too few samples leaves the state as it is. */
  readonly lowSampleCountPercentile: 'evaluate' | 'ignore';
}

/** Values by period start. A missing period has no entry; every value is finite. */
export type Series = ReadonlyMap<number, number>;

export interface Datapoint {
  readonly timestamp: number;
  readonly value: number;
  readonly sampleCount?: number;
}

export interface Evaluation {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: string;
  /** The real data points the state rests on, newest first; at most `evaluationPeriods`. */
  readonly evaluated: readonly Datapoint[];
}

/** A text that is equal for equal metrics, whatever the order of their dimensions. */
export function metricKey(metric: MetricIdentity): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}
