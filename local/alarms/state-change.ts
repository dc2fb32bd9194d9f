import type { CompositeAlarm, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from './model';
import { isoWithZone } from './reason';

/** One change of state as the emulator queued it; both alarms in the shape of DescribeAlarms. */
export interface Transition {
  readonly id: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly alarm: MetricAlarm & CompositeAlarm;
  readonly composite: boolean;
  readonly previous: {
    readonly StateValue?: AlarmState;
    readonly StateReason?: string;
    readonly StateReasonData?: string;
    /** Epoch seconds. */
    readonly StateUpdatedTimestamp?: number;
  };
}

/** The `detail` of the event "CloudWatch Alarm State Change" (EventBridge, CloudWatch User Guide). */
export function stateChangeDetail(transition: Transition): object {
  const { alarm, at } = transition;
  return {
    alarmName: alarm.AlarmName,
    state: stateOf(alarm.StateValue, at, { reason: alarm.StateReason, reasonData: alarm.StateReasonData }),
    previousState: previousState(transition),
    configuration: configuration(transition),
  };
}

/** The event a Lambda alarm action receives (CloudWatch User Guide, "Invoke a Lambda function from an alarm"). */
export function lambdaActionEvent(transition: Transition): object {
  const [, , , region, accountId] = (transition.alarm.AlarmArn ?? '').split(':');
  return {
    source: 'aws.cloudwatch',
    alarmArn: transition.alarm.AlarmArn,
    accountId,
    time: isoWithZone(transition.at),
    region,
    alarmData: stateChangeDetail(transition),
  };
}

/** ARNs of the functions to invoke for this change: none when the alarm's actions are disabled. */
export function lambdaActions({ alarm }: Transition): readonly string[] {
  if (alarm.ActionsEnabled === false) return [];
  const actions = {
    ALARM: alarm.AlarmActions,
    OK: alarm.OKActions,
    INSUFFICIENT_DATA: alarm.InsufficientDataActions,
  }[alarm.StateValue as AlarmState];
  return (actions ?? []).filter(arn => arn.startsWith('arn:') && arn.split(':')[2] === 'lambda');
}

interface Because {
  readonly reason: string | undefined;
  readonly reasonData: string | undefined;
}

function stateOf(value: string | undefined, at: number, { reason, reasonData }: Because): object {
  return {
    value,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    timestamp: isoWithZone(at),
  };
}

function previousState({ previous, at }: Transition): object {
  const { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp } = previous;
  return stateOf(StateValue, StateUpdatedTimestamp ?? at, { reason: StateReason, reasonData: StateReasonData });
}

function configuration({ alarm, composite }: Transition): object {
  const description = alarm.AlarmDescription ? { description: alarm.AlarmDescription } : {};
  if (composite) return { alarmRule: alarm.AlarmRule, ...description };
  const queries = alarm.Metrics?.length ? alarm.Metrics : [plainQuery(alarm)];
  return { ...description, metrics: queries.map(query) };
}

/** A plain alarm is shown as one query. CloudWatch gives it a UUID; here its id is stable. */
function plainQuery(alarm: MetricAlarm): MetricDataQuery {
  return {
    Id: 'm1',
    ReturnData: true,
    MetricStat: {
      Metric: { Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions ?? [] },
      Period: alarm.Period,
      Stat: alarm.ExtendedStatistic ?? alarm.Statistic,
      ...(alarm.Unit && { Unit: alarm.Unit }),
    },
  };
}

function query({ Id, MetricStat, Expression, Label, ReturnData }: MetricDataQuery): object {
  const metric = MetricStat?.Metric;
  return {
    id: Id,
    ...(Expression && { expression: Expression }),
    ...(Label && { label: Label }),
    ...(MetricStat && {
      metricStat: {
        metric: {
          namespace: metric?.Namespace,
          name: metric?.MetricName,
          dimensions: Object.fromEntries((metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
        },
        period: MetricStat.Period,
        stat: MetricStat.Stat,
        ...(MetricStat.Unit && { unit: MetricStat.Unit }),
      },
    }),
    returnData: ReturnData ?? true,
  };
}
