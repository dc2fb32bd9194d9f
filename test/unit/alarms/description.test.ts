import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { metricAlarmOf } from '../../../local/alarms/description';
import {
  lambdaActionEvent,
  lambdaActions,
  stateChangeDetail,
  type Transition,
} from '../../../local/alarms/state-change';

const plain: MetricAlarm = {
  AlarmName: 'errors',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors',
  AlarmDescription: 'Errors of the validator',
  Namespace: 'AWS/Lambda',
  MetricName: 'Errors',
  Dimensions: [{ Name: 'FunctionName', Value: 'validate' }],
  Statistic: 'Sum',
  Period: 300,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const stat = (Id: string, Period: number) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'A', MetricName: Id }, Period, Stat: 'Sum' },
});

test('reads a plain alarm as one query', () => {
  expect(metricAlarmOf(plain)).toEqual({
    name: 'errors',
    queries: [
      {
        kind: 'metric',
        id: 'm1',
        metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'validate' } },
        statistic: 'Sum',
        returned: true,
      },
    ],
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    threshold: 1,
    comparison: 'GreaterThanThreshold',
    treatMissingData: 'notBreaching',
    lowSampleCountPercentile: 'evaluate',
  });
});

test('prefers the extended statistic and asks for all periods by default', () => {
  const { DatapointsToAlarm: _, ...rest } = plain;
  const alarm = metricAlarmOf({ ...rest, ExtendedStatistic: 'p99' });
  expect(alarm).toMatchObject({ datapointsToAlarm: 3, queries: [{ statistic: 'p99' }] });
});

const math = { Id: 'e', Expression: 'a / b' };
test.each<[string, Partial<MetricAlarm>, string]>([
  ['M above N', { DatapointsToAlarm: 4 }, 'DatapointsToAlarm must be at most EvaluationPeriods (3), got 4'],
  ['anomaly detection', { ComparisonOperator: 'LessThanLowerThreshold' }, 'ComparisonOperator must be'],
  ['no threshold', { Threshold: undefined }, 'Threshold must be a number'],
  ['an unknown statistic', { ExtendedStatistic: 'TC(1%:2%)' }, 'statistic: it must be'],
  ['an unknown treatment', { TreatMissingData: 'guess' }, 'TreatMissingData must be missing, ignore, breaching'],
  [
    'periods that differ',
    { Metrics: [stat('a', 60), stat('b', 300), math] },
    'all metrics must have one Period, got 60, 300',
  ],
  [
    'two results',
    { Metrics: [{ ...stat('a', 60), ReturnData: true }, math] },
    'exactly one query must have ReturnData, got 2',
  ],
  ['Metrics Insights', { Metrics: [{ Id: 'e', Expression: 'SELECT AVG(x) FROM "A"' }] }, 'got Metrics Insights'],
  ['another account', { Metrics: [{ ...stat('a', 60), AccountId: '1' }, math] }, 'AccountId must be absent'],
])('fails on %s', (_name, changes, message) => {
  expect(() => metricAlarmOf({ ...plain, ...changes } as MetricAlarm)).toThrow(message);
});

describe('the event of a change', () => {
  const transition: Transition = {
    id: '1',
    at: 1_700_000_000.5,
    composite: false,
    alarm: {
      ...plain,
      StateValue: 'ALARM',
      StateReason: 'because',
      StateReasonData: '{"version":"1.0"}',
      AlarmActions: ['arn:aws:lambda:eu-west-1:123456789012:function:f', 'arn:aws:sns:eu-west-1:123456789012:lambda'],
      OKActions: ['arn:aws:lambda:eu-west-1:123456789012:function:g'],
    },
    previous: { StateValue: 'OK', StateReason: 'calm', StateUpdatedTimestamp: 1_699_999_000 },
  };

  test('has the documented detail', () => {
    expect(stateChangeDetail(transition)).toEqual({
      alarmName: 'errors',
      state: {
        value: 'ALARM',
        reason: 'because',
        reasonData: '{"version":"1.0"}',
        timestamp: '2023-11-14T22:13:20.500+0000',
      },
      previousState: { value: 'OK', reason: 'calm', timestamp: '2023-11-14T21:56:40.000+0000' },
      configuration: {
        description: 'Errors of the validator',
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'validate' } },
              period: 300,
              stat: 'Sum',
            },
            returnData: true,
          },
        ],
      },
    });
  });

  test('names the rule of a composite alarm', () => {
    const alarm = { ...transition.alarm, AlarmRule: 'ALARM(a)' };
    expect(stateChangeDetail({ ...transition, alarm, composite: true })).toMatchObject({
      configuration: { alarmRule: 'ALARM(a)' },
    });
  });

  test('goes to the functions among the actions of the new state', () => {
    expect(lambdaActions(transition)).toEqual(['arn:aws:lambda:eu-west-1:123456789012:function:f']);
    expect(lambdaActionEvent(transition)).toMatchObject({
      source: 'aws.cloudwatch',
      alarmArn: plain.AlarmArn,
      accountId: '123456789012',
      region: 'eu-west-1',
      alarmData: { alarmName: 'errors', state: { value: 'ALARM' }, previousState: { value: 'OK' } },
    });
  });
});
