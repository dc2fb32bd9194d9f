import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { failedRunsAlarm } from './failed-runs-alarm';
import { tellTopic } from './tell-topic';

export interface ReleaseAlarmsProps {
  readonly topic: ITopic;
  readonly deployModel: StateMachine;
}

/** A version did not reach its endpoint. The alarms of a deployment itself are made with it and end with it. */
export class ReleaseAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, deployModel }: ReleaseAlarmsProps) {
    super(scope, id);
    this.all = [
      failedRunsAlarm(this, 'FailedDeployments', {
        workflow: deployModel,
        fact: 'A version of a model could not be deployed to its endpoint',
        heading: 'failed-releases',
      }),
    ];
    tellTopic(this.all, topic);
  }
}
