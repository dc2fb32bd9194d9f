import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmDescription } from '../../lambdas/contracts/alarm-severity';

export interface RetrainingAlarmsProps {
  readonly topic: ITopic;
  readonly startTraining: StateMachine;
}

/** A training was let through and could not start. */
export class RetrainingAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, startTraining }: RetrainingAlarmsProps) {
    super(scope, id);
    const alarm = startTraining
      .metricFailed({ period: Duration.minutes(5), statistic: Stats.SUM })
      .createAlarm(this, 'TrainingStarts', {
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: alarmDescription('A training that was asked for could not start', 'training-starts'),
      });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    this.all = [alarm];
  }
}
