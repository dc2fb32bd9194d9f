import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type breachMetrics,
  classDimension,
  type classMetrics,
  type LoopMetric,
  metricNamespace,
  type regressionMetrics,
  type silenceMetrics,
  type windowMetrics,
  workloadDimension,
} from '../../lambdas/contracts/metrics';

type ValueOf<T> = T[keyof T];
export type DriftMetric =
  | ValueOf<typeof windowMetrics>
  | ValueOf<typeof classMetrics>
  | ValueOf<typeof regressionMetrics>
  | ValueOf<typeof breachMetrics>
  | ValueOf<typeof silenceMetrics>;

export interface DriftMetricProps {
  readonly metricName: DriftMetric | LoopMetric;
  readonly workload: string;
  /** Of metrics of a class. */
  readonly label?: string | undefined;
  readonly period: Duration;
}

/** The one way to name a monitor's metric on this side of the wire. */
export const driftMetric = ({ metricName, workload, label, period }: DriftMetricProps): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { [workloadDimension]: workload, ...(label !== undefined && { [classDimension]: label }) },
    // A message that came twice repeats a value: it adds nothing.
    statistic: Stats.MAXIMUM,
    period,
  });
