import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmDescription } from '../../lambdas/contracts/alarm-severity';
import { numberSignals, type WatchedPlan, type WatchedSignal } from '../../lambdas/contracts/drift-policy';
import { breachMetrics, silenceMetrics } from '../../lambdas/contracts/metrics';
import { retrainAlarmName } from '../../lambdas/contracts/retraining';
import type { WatchedWorkload } from '../config/drift-plans-of';
import { driftMetric } from './drift-metrics';
import { tellTopic } from './tell-topic';

export interface DriftAlarmsProps {
  readonly topic: ITopic;
  readonly watched: readonly WatchedWorkload[];
  readonly place: { readonly project: string; readonly environment: string };
  readonly periodSeconds: number;
}

const facts: Readonly<Record<Exclude<WatchedSignal, 'data-drift'>, string>> = {
  recall: 'are no longer found',
  precision: 'are named where there are none',
  'true-positives': 'are found in too few images',
  'prediction-mix': 'predictions moved to other classes',
  rmse: 'what is predicted is further from what is measured than it was',
  'prediction-drift': 'predictions moved to other values',
};

const factOf = (signal: WatchedSignal, { kind }: WatchedPlan): string => {
  const things = { classes: 'images', numbers: 'rows' }[kind];
  return signal === 'data-drift' ? `${things} differ from what the model was trained on` : facts[signal];
};

/**
 * A model answers worse, or is asked about something else. The monitor decides on m of n windows itself: labels come later
 * than CloudWatch looks back, and a window without enough of them is neither good nor bad. So alarms stand on its gauges,
 * and stay as they are while it has nothing to say.
 */
export class DriftAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DriftAlarmsProps,
  ) {
    super(scope, id);
    this.all = props.watched.flatMap(workload => [...this.signals(workload), ...this.silence(workload)]);
    tellTopic(this.all, props.topic);
  }

  private signals(workload: WatchedWorkload): Alarm[] {
    const { plan } = workload;
    if (plan.kind === 'numbers') return numberSignals.map(signal => this.signal(workload, signal));
    const { classes, policy } = plan;
    const counted = classes.filter(label => policy.minTruePositives[label] !== undefined);
    return [
      ...classes.flatMap(label => [this.signal(workload, 'recall', label), this.signal(workload, 'precision', label)]),
      ...counted.map(label => this.signal(workload, 'true-positives', label)),
      this.signal(workload, 'data-drift'),
      this.signal(workload, 'prediction-mix'),
    ];
  }

  /** Asks for a retraining if and only if its name says so. */
  private signal({ id, title, plan }: WatchedWorkload, signal: WatchedSignal, label?: string): Alarm {
    const subject = label === undefined ? signal : `${signal}-${label}`;
    const { m, n } = plan.policy.breaches;
    const fact = `${title}: ${label === undefined ? '' : `${label} `}${factOf(signal, plan)}, ${m} of ${n} windows`;
    const retrains = plan.policy.retrainOn.some(one => one === signal);
    const breach = driftMetric({ metricName: breachMetrics[signal], workload: id, label, period: this.period });
    return breach.createAlarm(this, `${id}-${subject}`, {
      ...(retrains && { alarmName: retrainAlarmName({ ...this.props.place, workload: id }, subject) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.IGNORE,
      alarmDescription: alarmDescription(fact, signal),
    });
  }

  private silence({ id, title, plan: { policy } }: WatchedWorkload): Alarm[] {
    const metric = (metricName: (typeof silenceMetrics)[keyof typeof silenceMetrics]) =>
      driftMetric({ metricName, workload: id, period: this.period });
    return [
      this.silent(metric(silenceMetrics.sincePrediction), {
        id: `${id}-no-predictions`,
        hours: policy.noPredictionsHours,
        description: alarmDescription(`${title}: nothing was predicted for hours`, 'no-predictions'),
      }),
      this.silent(metric(silenceMetrics.withoutLabel), {
        id: `${id}-no-labels`,
        hours: policy.noLabelsHours,
        description: alarmDescription(
          `${title}: predictions get no labels, nobody knows how good they are`,
          'no-labels',
        ),
      }),
    ];
  }

  private silent(metric: Metric, { id, hours, description }: Silence): Alarm {
    return metric.createAlarm(this, id, {
      threshold: hours,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.IGNORE,
      alarmDescription: description,
    });
  }

  private get period(): Duration {
    return Duration.seconds(this.props.periodSeconds);
  }
}

interface Silence {
  readonly id: string;
  readonly hours: number;
  readonly description: string;
}
