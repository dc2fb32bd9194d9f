import { Duration } from 'aws-cdk-lib';
import { type Alarm, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type AlarmHeading, alarmDescription } from '../../lambdas/contracts/alarm-severity';
import { onceIsEnough } from './once-is-enough';

export interface WatchedWorkflow {
  readonly workflow: StateMachine;
  /** What a failed execution means, one sentence without its full stop. */
  readonly fact: string;
  /** Anchor of docs/runbook.md. */
  readonly heading: AlarmHeading;
}

/** An execution of a workflow ended in failure. Its timeouts and aborts are other metrics. */
export function failedRunsAlarm(scope: Construct, id: string, { workflow, fact, heading }: WatchedWorkflow): Alarm {
  const failed = workflow.metricFailed({ period: Duration.minutes(5), statistic: Stats.SUM });
  return failed.createAlarm(scope, id, { ...onceIsEnough, alarmDescription: alarmDescription(fact, heading) });
}
