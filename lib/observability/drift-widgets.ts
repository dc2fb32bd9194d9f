import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { loopMetrics } from '../../lambdas/contracts/metrics';
import type { WatchedWorkload } from '../config/drift-plans-of';
import { driftMetric } from './drift-metrics';
import { type DriftPanel, driftPanels, type PanelSeries, type PanelShare } from './drift-panels';
import { ingestionMetric } from './ingestion-metrics';

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
  const { title, width, left, right, shares, limits, isShare } = panel;
  return new GraphWidget({
    title,
    width,
    left: [...left.map(drawn), ...shares.map(share => quotient(share, workload, period))],
    right: right.map(drawn),
    leftAnnotations: limits.map(limit => ({ ...limit })),
    ...(isShare && { leftYAxis: { min: 0, max: 1 } }),
    rightYAxis: { min: 0 },
  });
}

/** No value where nothing arrived. */
function quotient({ part, of, label }: PanelShare, workload: string, period: Duration): IMetric {
  const ids = of.map((_, at) => `count${at}`);
  const sum = ids.map(id => `FILL(${id}, 0)`).join(' + ');
  return new MathExpression({
    expression: `FILL(part, 0) / (${sum})`,
    label,
    usingMetrics: {
      part: ingestionMetric(part, workload, period),
      ...Object.fromEntries(of.map((name, at) => [`count${at}`, ingestionMetric(name, workload, period)])),
    },
    period,
  });
}
