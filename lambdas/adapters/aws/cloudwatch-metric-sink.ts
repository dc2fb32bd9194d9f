import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { metricNamespace } from '../../contracts/metrics';
import type { MetricPoint } from '../../domain/drift/monitor/window-metrics';
import type { MetricSink } from '../../ports/metric-sink';

/** CloudWatch takes so many in a call. */
const mostPoints = 1000;

/** Metrics by API call, since embedded ones can't be told apart by a moment of the past that is older than their line. */
export class CloudWatchMetricSink implements MetricSink {
  constructor(private readonly client: CloudWatchClient) {}

  async publish(points: readonly MetricPoint[]): Promise<void> {
    for (let start = 0; start < points.length; start += mostPoints) {
      const MetricData = points.slice(start, start + mostPoints).map(datumOf);
      await this.client.send(new PutMetricDataCommand({ Namespace: metricNamespace, MetricData }));
    }
  }
}

const datumOf = ({ name, dimensions, value, unit, at }: MetricPoint): MetricDatum => ({
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Value: value,
  Unit: unit,
  Timestamp: at,
  // Alarms of ten seconds read no others; those of a minute read these too, at no other price.
  StorageResolution: 1,
});
