import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { ClientSettings } from '../../cloud/settings';
import { type Invocation, InvocationCounts, type MetricCounts } from './invocation-counts';

const NAMESPACE = 'AWS/SageMaker';
const PUBLISH_MS = 1_000;
/** PutMetricData takes 1,000 data and 1 MB. */
const MOST_DATA = 500;

/** Publishes what endpoints answered, each second in one call; requests never wait for it. AWS does so each minute. */
export class EndpointMetrics {
  private readonly client: CloudWatchClient;
  private readonly counts = new InvocationCounts();
  private timer: NodeJS.Timeout | undefined;
  private problem = '';

  constructor(
    settings: ClientSettings,
    private readonly log: (line: string) => void,
  ) {
    this.client = new CloudWatchClient(settings);
  }

  add(invocation: Invocation): void {
    this.counts.add(invocation);
    this.timer ??= setTimeout(() => void this.publish(), PUBLISH_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.client.destroy();
  }

  private async publish(): Promise<void> {
    this.timer = undefined;
    const taken = this.counts.take();
    try {
      for (let at = 0; at < taken.length; at += MOST_DATA) {
        const MetricData = taken.slice(at, at + MOST_DATA).map(datumOf);
        await this.client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
      }
      this.problem = '';
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.problem) this.log(`sagemaker: endpoint metrics were not published: ${message}`);
      this.problem = message;
    }
  }
}

const datumOf = ({ name, unit, dimensions, values, counts }: MetricCounts) => ({
  MetricName: name,
  Unit: unit,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Values: [...values],
  Counts: [...counts],
  Timestamp: new Date(),
});
