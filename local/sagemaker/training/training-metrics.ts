import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { ClientSettings } from '../cloud/settings';
import type { MetricReader, MetricValue } from '../jobs/metric-definitions';

const NAMESPACE = '/aws/sagemaker/TrainingJobs';
/** PutMetricData takes 1,000 at a time. */
const BATCH = 500;
const PUBLISH_MS = 5_000;

export interface MetricsTarget {
  readonly settings: ClientSettings;
  readonly jobName: string;
  readonly onProblem: (text: string) => void;
}

/** Reads a training job's metrics from its lines and publishes them with its role, each 5 s and at the end. */
export class TrainingMetrics {
  private readonly client: CloudWatchClient;
  private readonly told = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: MetricReader,
    private readonly target: MetricsTarget,
  ) {
    this.client = new CloudWatchClient(target.settings);
  }

  read(line: string): void {
    for (const name of this.reader.read(line, Date.now() / 1000)) {
      this.tellOnce(
        name,
        `metric ${name} must be a finite number, got '${line.slice(0, 200)}'; the value was left out`,
      );
    }
    this.timer ??= setTimeout(() => void this.send(), PUBLISH_MS);
  }

  /** Publishes what is left. @returns the last value of each metric */
  async publish(): Promise<readonly MetricValue[]> {
    await this.send();
    return this.reader.final();
  }

  close(): void {
    clearTimeout(this.timer);
    this.client.destroy();
  }

  private async send(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const values = this.reader.take();
    const Dimensions = [{ Name: 'TrainingJobName', Value: this.target.jobName }];
    try {
      for (let at = 0; at < values.length; at += BATCH) {
        const MetricData = values.slice(at, at + BATCH).map(({ MetricName, Value, Timestamp }) => ({
          MetricName,
          Value,
          Timestamp: new Date(Timestamp * 1000),
          Dimensions,
        }));
        await this.client.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData }));
      }
    } catch (error) {
      this.tellOnce('', `metrics were not published: ${(error as Error).message}`);
    }
  }

  private tellOnce(key: string, text: string): void {
    if (this.told.has(key)) return;
    this.told.add(key);
    this.target.onProblem(text);
  }
}
