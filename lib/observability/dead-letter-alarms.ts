import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmHeading, alarmDescription } from '../../lambdas/contracts/alarm-severity';

export interface WatchedQueue {
  readonly queue: IQueue;
  /** What did not happen, one sentence without its full stop. */
  readonly fact: string;
  /** Anchor of docs/runbook.md. */
  readonly heading: AlarmHeading;
}

export interface DeadLetterAlarmsProps {
  readonly topic: ITopic;
  /** By the id of the alarm. */
  readonly watched: Readonly<Record<string, WatchedQueue>>;
}

/** An event that no function could handle waits in a dead-letter queue: somebody must look. */
export class DeadLetterAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, watched }: DeadLetterAlarmsProps) {
    super(scope, id);
    this.all = Object.entries(watched).map(([name, queue]) => this.alarm(name, queue));
    for (const alarm of this.all) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }

  private alarm(id: string, { queue, fact, heading }: WatchedQueue): Alarm {
    const waiting = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    });
    return waiting.createAlarm(this, id, {
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription(fact, heading),
    });
  }
}
