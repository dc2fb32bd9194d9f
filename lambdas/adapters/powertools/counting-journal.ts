import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type IngestionMetric, metricNamespace, workloadDimension } from '../../contracts/metrics';
import type { CountingJournal } from '../../ports/counting-journal';

/** Structured logs and CloudWatch embedded metrics on stdout: no API call, no cost per request. */
export class PowertoolsJournal<Metric extends string = IngestionMetric> implements CountingJournal<Metric> {
  private readonly logger: Logger;
  private readonly metrics: Metrics;
  private readonly counts = new Map<string, Map<Metric, number>>();

  constructor(serviceName: string) {
    this.logger = new Logger({ serviceName });
    this.metrics = new Metrics({ namespace: metricNamespace, serviceName });
  }

  count(workload: string, metric: Metric, items: number): void {
    const ofWorkload = this.counts.get(workload) ?? new Map<Metric, number>();
    ofWorkload.set(metric, (ofWorkload.get(metric) ?? 0) + items);
    this.counts.set(workload, ofWorkload);
  }

  note(message: string, details: Readonly<Record<string, unknown>>): void {
    this.logger.info(message, { details });
  }

  problem(message: string, details: Readonly<Record<string, unknown>>): void {
    this.logger.warn(message, { details });
  }

  /** One embedded-metrics line a workload and metric: alarms read exactly the dimension Workload. */
  flush(): void {
    for (const [workload, metrics] of this.counts) {
      for (const [name, items] of metrics) {
        const single = this.metrics.singleMetric();
        single.clearDefaultDimensions();
        single.addDimension(workloadDimension, workload);
        single.addMetric(name, MetricUnit.Count, items);
      }
    }
    this.counts.clear();
  }
}
