import type { MetricPoint } from '../../domain/drift/monitor/window-metrics';
import type { MetricSink } from '../../ports/metric-sink';

/** Metrics in memory, as they were published. */
export class MemoryMetricSink implements MetricSink {
  readonly points: MetricPoint[] = [];

  async publish(points: readonly MetricPoint[]): Promise<void> {
    this.points.push(...points);
  }
}
