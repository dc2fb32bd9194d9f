import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarmDescription } from '../../lambdas/contracts/alarm-severity';
import { metricNamespace, predictionMetrics, workloadDimension } from '../../lambdas/contracts/metrics';
import { failedRunsAlarm } from './failed-runs-alarm';
import { tellTopic } from './tell-topic';

export interface PredictionAlarmsProps {
  readonly topic: ITopic;
  readonly workloads: readonly { readonly id: string; readonly title: string }[];
  /** Gathers records into Parquet. */
  readonly gather: IFunction;
  /** "Backfill predictions". */
  readonly backfill: StateMachine;
}

/** What nobody would notice: images wait for an endpoint without an error anywhere, a backfill or the gathering of records fails. */
export class PredictionAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { topic, workloads, gather, backfill }: PredictionAlarmsProps) {
    super(scope, id);
    this.all = [
      ...workloads.map(workload => this.waiting(workload)),
      this.gatheringErrors(gather),
      failedRunsAlarm(this, 'Backfills', {
        workflow: backfill,
        fact: 'A backfill of predictions left images without an answer',
        heading: 'failed-backfills',
      }),
    ];
    tellTopic(this.all, topic);
  }

  /** Each image that waits is looked at again every 15 minutes at the latest, and counted each time. */
  private waiting({ id, title }: PredictionAlarmsProps['workloads'][number]): Alarm {
    const images = new Metric({
      namespace: metricNamespace,
      metricName: predictionMetrics.waiting,
      dimensionsMap: { [workloadDimension]: id },
      statistic: Stats.SUM,
      period: Duration.minutes(15),
    });
    return images.createAlarm(this, `Waiting-${id}`, {
      threshold: 1,
      // Half an hour: an endpoint that is replaced or resumed needs some minutes.
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription(`${title}: images wait since there is no endpoint`, 'images-wait'),
    });
  }

  /** Twice in three hours: one run that fails is made up for by the next. */
  private gatheringErrors(gather: IFunction): Alarm {
    return gather.metricErrors({ period: Duration.hours(1) }).createAlarm(this, 'GatheringErrors', {
      threshold: 1,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription(
        'Records of predictions could not be gathered into Parquet',
        'gathering-errors',
      ),
    });
  }
}
