import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { failedRunsAlarm } from './failed-runs-alarm';
import { tellTopic } from './tell-topic';

export interface RetrainingAlarmsProps {
  readonly topic: ITopic;
  readonly startTraining: StateMachine;
}

/** A training was let through and could not start. */
export class RetrainingAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, startTraining }: RetrainingAlarmsProps) {
    super(scope, id);
    this.all = [
      failedRunsAlarm(this, 'TrainingStarts', {
        workflow: startTraining,
        fact: 'A training that was asked for could not start',
        heading: 'training-starts',
      }),
    ];
    tellTopic(this.all, topic);
  }
}
