import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Request } from '../../domain/serving/requests';
import type { Alarms } from '../../ports/alarms';

/** A file of its own: only functions that import it carry the client. Retries as in clients.ts. */
export const cloudWatchClient = (): CloudWatchClient => new CloudWatchClient({ maxAttempts: 6 });

export class CloudWatchAlarms implements Alarms {
  constructor(private readonly client: CloudWatchClient) {}

  async put(request: Request): Promise<void> {
    await this.client.send(new PutMetricAlarmCommand(request as unknown as PutMetricAlarmCommandInput));
  }

  /** CloudWatch refuses a list with a missing name in it, and deletes the others all the same. */
  async remove(names: readonly string[]): Promise<void> {
    const { MetricAlarms = [] } = await this.client.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
    const AlarmNames = MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
    if (AlarmNames.length > 0) await this.client.send(new DeleteAlarmsCommand({ AlarmNames }));
  }

  async raised(names: readonly string[]): Promise<readonly string[]> {
    const { MetricAlarms = [] } = await this.client.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], StateValue: 'ALARM' }),
    );
    return MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
  }
}
