import type { MetricPoint } from '../domain/drift/monitor/window-metrics';

/** Takes metrics with moments of their own, of the past as well. */
export interface MetricSink {
  /** All of them, or throws; throttling is tried again before that. */
  publish(points: readonly MetricPoint[]): Promise<void>;
}
