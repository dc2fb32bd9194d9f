import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { configDimension, metricNamespace, servingMetrics } from '../../contracts/metrics';
import type { ProbeJournal } from '../../ports/probe-journal';
import { PowertoolsLog } from './journal';

/** Log lines, and the metric that the golden alarm of a deployment reads: exactly one dimension. */
export class PowertoolsProbeJournal extends PowertoolsLog implements ProbeJournal {
  private readonly metrics: Metrics;

  constructor(serviceName: string) {
    super(serviceName);
    this.metrics = new Metrics({ namespace: metricNamespace, serviceName });
  }

  goldenBreach(config: string, breach: boolean): void {
    const single = this.metrics.singleMetric();
    single.clearDefaultDimensions();
    single.addDimension(configDimension, config);
    single.addMetric(servingMetrics.goldenBreach, MetricUnit.Count, breach ? 1 : 0);
  }
}
