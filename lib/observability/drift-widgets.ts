import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { loopMetrics } from '../../lambdas/contracts/metrics';
import type { WatchedWorkload } from '../config/drift-plans-of';
import { driftMetric } from './drift-metrics';
import { type DriftPanel, driftPanels, type PanelSeries } from './drift-panels';

/** Rows of the dashboard: how good a workload's answers are, and how far its input moved. */
export const driftWidgets = (watched: WatchedWorkload): IWidget[][] =>
  driftPanels(watched).map(row => row.map(panel => widget(panel, watched)));

const ofLoop: ReadonlySet<string> = new Set(Object.values(loopMetrics));

function widget(panel: DriftPanel, { id: workload, plan }: WatchedWorkload): IWidget {
  const period = Duration.seconds(Math.ceil(plan.policy.stepSeconds / 60) * 60);
  const drawn = ({ metricName, label }: PanelSeries): IMetric => {
    const metric = driftMetric({ metricName, workload, label, period });
    if (ofLoop.has(metricName)) return metric.with({ statistic: Stats.SUM });
    return label === undefined ? metric : metric.with({ label });
  };
  const { title, width, left, right, limits, isShare } = panel;
  return new GraphWidget({
    title,
    width,
    left: left.map(drawn),
    right: right.map(drawn),
    leftAnnotations: limits.map(limit => ({ ...limit })),
    ...(isShare && { leftYAxis: { min: 0, max: 1 } }),
    rightYAxis: { min: 0 },
  });
}
