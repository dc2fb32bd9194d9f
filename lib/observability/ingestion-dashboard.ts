import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { allWorkloads, ingestionMetrics } from '../../lambdas/contracts/metrics';
import type { Ingestion } from '../ingestion/ingestion';
import { workloads } from '../workloads';
import { ingestionMetric } from './ingestion-metrics';

export interface IngestionDashboardProps {
  readonly ingestion: Ingestion;
  readonly alarms: readonly Alarm[];
  /** What other features add below. */
  readonly rows: readonly (readonly IWidget[])[];
}

const period = Duration.minutes(5);

/** One page: what arrives, what is rejected, what waits, what fails. */
export class IngestionDashboard extends Construct {
  readonly resource: Dashboard;

  constructor(scope: Construct, id: string, { ingestion, alarms, rows }: IngestionDashboardProps) {
    super(scope, id);
    this.resource = new Dashboard(this, 'Resource', {
      defaultInterval: Duration.hours(12),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 })],
        workloads.map(({ id: workload, title }) => verdicts(title, workload)),
        [queues(ingestion), workflow(ingestion)],
        [durations(ingestion), secondTries()],
        ...rows.map(row => [...row]),
      ],
    });
  }
}

const verdicts = (title: string, workload: string): IWidget =>
  new GraphWidget({
    title: `${title}: items`,
    stacked: true,
    width: 12,
    left: [ingestionMetrics.accepted, ingestionMetrics.rejected].map(name => ingestionMetric(name, workload, period)),
  });

const queues = ({ queue }: Ingestion): IWidget =>
  new GraphWidget({
    title: 'Queues',
    width: 12,
    left: [
      queue.resource.metricApproximateNumberOfMessagesVisible({ period, label: 'waiting' }),
      queue.deadLetters.metricApproximateNumberOfMessagesVisible({ period, label: 'dead letters' }),
    ],
    right: [queue.resource.metricApproximateAgeOfOldestMessage({ period, label: 'oldest, seconds' })],
  });

const workflow = ({ workflow }: Ingestion): IWidget =>
  new GraphWidget({
    title: 'Validation workflow',
    width: 12,
    left: [
      workflow.resource.metricSucceeded({ period, statistic: Stats.SUM }),
      workflow.resource.metricFailed({ period, statistic: Stats.SUM }),
    ],
  });

const secondTries = (): IWidget =>
  new GraphWidget({
    title: 'Items: back to the queue, sent again by the reconciler',
    width: 12,
    left: [ingestionMetrics.failed, ingestionMetrics.redriven].map(name => ingestionMetric(name, allWorkloads, period)),
  });

const durations = ({ functions }: Ingestion): IWidget =>
  new GraphWidget({
    title: 'Functions: duration p95, milliseconds; errors',
    width: 12,
    left: [functions.validate, functions.place].map(({ resource }) =>
      resource.metricDuration({ period, statistic: Stats.percentile(95) }),
    ),
    right: [functions.validate, functions.place].map(({ resource }) => resource.metricErrors({ period })),
  });
