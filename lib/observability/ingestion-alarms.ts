import { Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmDescription } from '../../lambdas/contracts/alarm-severity';
import { ingestionMetrics } from '../../lambdas/contracts/metrics';
import type { Environment } from '../config/schema';
import type { Ingestion } from '../ingestion/ingestion';
import { workloads } from '../workloads';
import type { Workload } from '../workloads/workload';
import { deadLettersAlarm } from './dead-letter-alarms';
import { failedRunsAlarm } from './failed-runs-alarm';
import { ingestionMetric } from './ingestion-metrics';
import { onceIsEnough } from './once-is-enough';
import { tellTopic } from './tell-topic';

export interface IngestionAlarmsProps {
  readonly ingestion: Ingestion;
  readonly topic: ITopic;
  readonly environment: Environment;
}

/** Something arrives and does not get through: every way that can happen has an alarm and a runbook heading. */
export class IngestionAlarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IngestionAlarmsProps,
  ) {
    super(scope, id);
    const { queue, workflow } = props.ingestion;
    this.all = [
      deadLettersAlarm(this, 'DeadLetters', {
        queue: queue.deadLetters,
        fact: 'Items could not be processed and wait in the dead-letter queue',
        heading: 'dead-letters',
      }),
      this.queueAge(),
      failedRunsAlarm(this, 'WorkflowFailures', {
        workflow: workflow.resource,
        fact: 'Whole batches fail validation and are tried again',
        heading: 'workflow-failures',
      }),
      this.reconcilerErrors(),
      ...workloads.map(workload => this.rejectionShare(workload)),
    ];
    tellTopic(this.all, props.topic);
  }

  private queueAge(): Alarm {
    const minutes = this.props.environment.alarms.queueAgeMinutes;
    const age = this.props.ingestion.queue.resource.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(1),
      statistic: Stats.MAXIMUM,
    });
    return age.createAlarm(this, 'QueueAge', {
      threshold: minutes * 60,
      // Three minutes in a row: one slow poll is no backlog.
      evaluationPeriods: 3,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: alarmDescription(`Items wait for validation longer than ${minutes} minutes`, 'queue-age'),
    });
  }

  private reconcilerErrors(): Alarm {
    const errors = this.props.ingestion.reconciler.function.resource.metricErrors({ period: Duration.hours(1) });
    return errors.createAlarm(this, 'ReconcilerErrors', {
      ...onceIsEnough,
      alarmDescription: alarmDescription('The daily comparison of intake with the ledger failed', 'reconciler-errors'),
    });
  }

  /** Rejected / (accepted + rejected), only where there are enough items to speak of a share. */
  private rejectionShare({ id, title, rejectionAlarm }: Workload): Alarm {
    const period = Duration.minutes(15);
    const share = new MathExpression({
      expression: `IF(FILL(accepted, 0) + FILL(rejected, 0) >= ${rejectionAlarm.minimumItems}, FILL(rejected, 0) / (FILL(accepted, 0) + FILL(rejected, 0)))`,
      label: `${title}: share of rejected items`,
      usingMetrics: {
        accepted: ingestionMetric(ingestionMetrics.accepted, id, period),
        rejected: ingestionMetric(ingestionMetrics.rejected, id, period),
      },
      period,
    });
    return share.createAlarm(this, `RejectionShare-${id}`, {
      threshold: rejectionAlarm.share,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No traffic says nothing about the senders: the alarm keeps its state.
      treatMissingData: TreatMissingData.MISSING,
      alarmDescription: alarmDescription(
        `${title}: ${rejectionAlarm.share * 100} % or more of at least ${rejectionAlarm.minimumItems} items in 15 minutes are rejected`,
        'rejection-share',
      ),
    });
  }
}
