import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { ClientSettings } from '../../cloud/settings';
import type { AlarmVerdict } from './shift-traffic';

export interface AlarmReading {
  readonly name: string;
  /** OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
}

/** One alarm in ALARM, or one that is not there, takes the update back: an update is not left unguarded. */
export function judgeAlarms(wanted: readonly string[], found: readonly AlarmReading[]): AlarmVerdict {
  const missing = wanted.filter(name => !found.some(alarm => alarm.name === name));
  if (missing.length > 0) {
    return {
      kind: 'tripped',
      reason: `Alarms of the auto-rollback configuration do not exist: ${missing.join(', ')}.`,
    };
  }
  const tripped = wanted.filter(name => found.some(alarm => alarm.name === name && alarm.state === 'ALARM'));
  if (tripped.length === 0) return { kind: 'quiet' };
  return {
    kind: 'tripped',
    reason: `Alarms of the auto-rollback configuration are in ALARM state: ${tripped.join(', ')}.`,
  };
}

/** The alarms of one deployment, read with the execution role: it needs `cloudwatch:DescribeAlarms`. */
export class RollbackAlarms {
  private client: CloudWatchClient | undefined;

  constructor(
    private readonly names: readonly string[],
    private readonly settings: () => Promise<ClientSettings>,
  ) {}

  /** Alarms that can't be read count as tripped. */
  async read(): Promise<AlarmVerdict> {
    if (this.names.length === 0) return { kind: 'quiet' };
    try {
      this.client ??= new CloudWatchClient(await this.settings());
      const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
      const answer = await this.client.send(new DescribeAlarmsCommand({ AlarmNames: [...this.names], AlarmTypes }));
      const alarms = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])];
      const found = alarms.map(({ AlarmName = '', StateValue = '' }) => ({ name: AlarmName, state: StateValue }));
      return judgeAlarms(this.names, found);
    } catch (error) {
      const { name, message } = error as Error;
      return {
        kind: 'tripped',
        reason: `Alarms of the auto-rollback configuration could not be read: ${name}: ${message}`,
      };
    }
  }

  close(): void {
    this.client?.destroy();
  }
}
