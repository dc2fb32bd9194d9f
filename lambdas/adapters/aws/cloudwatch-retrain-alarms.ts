import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmChange } from '../../domain/retraining/alarms';
import type { RetrainAlarms } from '../../ports/retrain-alarms';

/** Metric and composite alarms, found by the beginning of their names. */
export class CloudWatchRetrainAlarms implements RetrainAlarms {
  /** @param prefixOf what the names of a workload's alarms begin with */
  constructor(
    private readonly client: CloudWatchClient,
    private readonly prefixOf: (workload: string) => string,
  ) {}

  async raised(workload: string): Promise<readonly AlarmChange[]> {
    const found: AlarmChange[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.page(workload, NextToken);
      for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
        const { AlarmName: name = '', StateUpdatedTimestamp: at = new Date(0), StateReason: why = '' } = alarm;
        found.push({ name, isRaised: true, at: at.toISOString(), why });
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  }

  private page(workload: string, NextToken: string | undefined) {
    return this.client.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: this.prefixOf(workload),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StateValue: 'ALARM',
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
  }
}
