import { Duration } from 'aws-cdk-lib';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmDescription } from '../../lambdas/contracts/alarm-severity';
import { metricNamespace, trainingMetrics, workloadDimension } from '../../lambdas/contracts/metrics';
import { onceIsEnough } from './once-is-enough';
import { tellTopic } from './tell-topic';

export interface TrackingAlarmsProps {
  readonly topic: ITopic;
  readonly workloads: readonly { readonly id: string; readonly title: string }[];
}

/** An experiment store that cannot be written fails no execution: only these alarms tell. */
export class TrackingAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, workloads }: TrackingAlarmsProps) {
    super(scope, id);
    this.all = workloads.map(workload => this.untracked(workload));
    tellTopic(this.all, topic);
  }

  private untracked({ id, title }: TrackingAlarmsProps['workloads'][number]): Alarm {
    const runs = new Metric({
      namespace: metricNamespace,
      metricName: trainingMetrics.untracked,
      dimensionsMap: { [workloadDimension]: id },
      statistic: Stats.SUM,
      period: Duration.minutes(15),
    });
    return runs.createAlarm(this, `Untracked-${id}`, {
      ...onceIsEnough,
      alarmDescription: alarmDescription(
        `${title}: figures of a training execution are not in the experiment store`,
        'untracked',
      ),
    });
  }
}
