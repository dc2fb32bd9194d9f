import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IngestionMetric, metricNamespace, workloadDimension } from '../../lambdas/contracts/metrics';

/** The one way to name an ingestion metric on this side of the wire: dimensions can't be crossed. */
export const ingestionMetric = (metricName: IngestionMetric, workload: string, period: Duration): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { [workloadDimension]: workload },
    statistic: Stats.SUM,
    period,
  });
