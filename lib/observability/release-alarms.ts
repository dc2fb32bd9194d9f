import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmDescription } from '../../lambdas/contracts/alarm-severity';

export interface ReleaseAlarmsProps {
  readonly topic: ITopic;
  readonly deployModel: StateMachine;
}

/** A version did not reach its endpoint. The alarms of a deployment itself are made with it and end with it. */
export class ReleaseAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, deployModel }: ReleaseAlarmsProps) {
    super(scope, id);
    const failed = deployModel.metricFailed({ period: Duration.minutes(5), statistic: Stats.SUM });
    const alarm = failed.createAlarm(this, 'FailedDeployments', {
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription(
        'A version of a model could not be deployed to its endpoint',
        'failed-releases',
      ),
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    this.all = [alarm];
  }
}
