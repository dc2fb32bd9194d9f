import { retrainAlarmPrefix } from '../../../lambdas/contracts/retraining';
import type { Connection } from '../../deployment/connect';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm that asks for a retraining. */
export interface LoopAlarm {
  readonly name: string;
  /** What it watches: `recall-bags`. */
  readonly subject: string;
  readonly state: AlarmState;
  /** Of its last change of state, as CloudWatch says; ISO 8601, UTC. */
  readonly since: string;
}

/** @returns those of a workload, by name */
export async function readAlarms(workload: string, connection: Connection): Promise<readonly LoopAlarm[]> {
  const { project, environmentName: environment, settings } = connection;
  const { CloudWatchClient, paginateDescribeAlarms } =
    require('@aws-sdk/client-cloudwatch') as typeof import('@aws-sdk/client-cloudwatch');
  const prefix = retrainAlarmPrefix({ project, environment, workload });
  const client = new CloudWatchClient(settings);
  const alarms: LoopAlarm[] = [];
  try {
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, { AlarmNamePrefix: prefix })) {
      for (const {
        AlarmName: name = '',
        StateValue,
        StateTransitionedTimestamp,
        StateUpdatedTimestamp,
      } of MetricAlarms) {
        const since = (StateTransitionedTimestamp ?? StateUpdatedTimestamp ?? new Date(0)).toISOString();
        const state = (StateValue ?? 'INSUFFICIENT_DATA') as AlarmState;
        alarms.push({ name, subject: name.slice(prefix.length), state, since });
      }
    }
  } finally {
    client.destroy();
  }
  return alarms.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Those in ALARM, the one that was raised first first. */
export const raised = (alarms: readonly LoopAlarm[]): readonly LoopAlarm[] =>
  alarms.filter(({ state }) => state === 'ALARM').sort((one, other) => (one.since < other.since ? -1 : 1));
