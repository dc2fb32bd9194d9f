import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { classMetrics, windowMetrics } from '../../lambdas/contracts/metrics';
import type { WatchedWorkload } from '../config/drift-plans-of';
import { type DriftMetric, driftMetric } from './drift-metrics';

/** Rows of the dashboard: how good a workload's answers are, and how far its input moved. */
export function driftWidgets({ id: workload, title, plan: { classes, policy } }: WatchedWorkload): IWidget[][] {
  const period = Duration.seconds(Math.ceil(policy.stepSeconds / 60) * 60);
  const own = (metricName: DriftMetric) => driftMetric({ metricName, workload, period });
  const byClass = (metricName: DriftMetric) =>
    classes.map(label => driftMetric({ metricName, workload, label, period }).with({ label }));
  const share = { min: 0, max: 1 };
  return [
    [
      new GraphWidget({ title: `${title}: recall`, width: 12, left: byClass(classMetrics.recall), leftYAxis: share }),
      new GraphWidget({
        title: `${title}: precision`,
        width: 12,
        left: byClass(classMetrics.precision),
        leftYAxis: share,
      }),
    ],
    [
      new GraphWidget({
        title: `${title}: drift`,
        width: 8,
        left: [windowMetrics.driftedShare, windowMetrics.largestShift, windowMetrics.mixShift].map(own),
        leftAnnotations: [
          { value: policy.driftedShare, label: 'features that may drift' },
          { value: policy.mixShift, label: 'predictions that may move' },
        ],
        leftYAxis: share,
      }),
      new GraphWidget({
        title: `${title}: predictions and labels`,
        width: 8,
        left: [windowMetrics.predictions, windowMetrics.labels].map(own),
        right: [windowMetrics.labelCoverage, windowMetrics.meanConfidence].map(own),
        rightYAxis: share,
      }),
      new GraphWidget({
        title: `${title}: data quality`,
        width: 8,
        left: [windowMetrics.missingShare, windowMetrics.outOfRangeShare, windowMetrics.duplicateShare].map(own),
      }),
    ],
  ];
}
