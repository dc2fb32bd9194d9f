import type { MetricAlarm, MetricIdentity, Sample } from '../../../local/alarms/model';

export const PERIOD = 60;
/** A period start; tests speak of periods relative to it. */
export const START = 1_700_000_040;

export const metric = (dimensions: Record<string, string> = {}, name = 'Recall'): MetricIdentity => ({
  namespace: 'Everloop/Test',
  name,
  dimensions,
});

export const sample = (timestamp: number, value: number, unit = 'None'): Sample => ({
  timestamp,
  count: 1,
  sum: value,
  minimum: value,
  maximum: value,
  unit,
});

export const alarmOn = (changes: Partial<MetricAlarm> = {}, statistic = 'Average'): MetricAlarm => ({
  name: 'test',
  queries: [{ kind: 'metric', id: 'm1', metric: metric(), statistic, returned: true }],
  periodSeconds: PERIOD,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  treatMissingData: 'missing',
  lowSampleCountPercentile: 'evaluate',
  ...changes,
});
