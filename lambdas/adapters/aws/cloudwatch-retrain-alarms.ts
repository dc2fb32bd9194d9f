import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmChange } from '../../domain/retraining/alarms';
import { measuredOf } from '../../domain/retraining/measured';
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
        found.push(changeOf(alarm));
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

/** In the shape that the alarm's event would have. */
function changeOf(alarm: MetricAlarm & CompositeAlarm): AlarmChange {
  const { AlarmName: name = '', StateUpdatedTimestamp: at = new Date(0), StateReason: why = '' } = alarm;
  const dimensions = Object.fromEntries((alarm.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
  const metrics = [{ metricStat: { metric: { name: alarm.MetricName, dimensions } } }];
  const measured = measuredOf({ metrics }, alarm.StateReasonData);
  return { name, isRaised: true, at: at.toISOString(), why, ...(measured && { measured }) };
}
