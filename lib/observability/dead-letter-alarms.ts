import { Duration } from 'aws-cdk-lib';
import { type Alarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmHeading, alarmDescription } from '../../lambdas/contracts/alarm-severity';
import { onceIsEnough } from './once-is-enough';
import { tellTopic } from './tell-topic';

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
    this.all = Object.entries(watched).map(([name, queue]) => deadLettersAlarm(this, name, queue));
    tellTopic(this.all, topic);
  }
}

export function deadLettersAlarm(scope: Construct, id: string, { queue, fact, heading }: WatchedQueue): Alarm {
  const waiting = queue.metricApproximateNumberOfMessagesVisible({
    period: Duration.minutes(1),
    statistic: Stats.MAXIMUM,
  });
  return waiting.createAlarm(scope, id, { ...onceIsEnough, alarmDescription: alarmDescription(fact, heading) });
}
