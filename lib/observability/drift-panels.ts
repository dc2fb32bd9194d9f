import type { ClassDriftPlan, NumberDriftPlan } from '../../lambdas/contracts/drift-policy';
import {
  classMetrics,
  type LoopMetric,
  loopMetrics,
  regressionMetrics,
  windowMetrics,
} from '../../lambdas/contracts/metrics';
import type { WatchedWorkload } from '../config/drift-plans-of';
import type { DriftMetric } from './drift-metrics';

/** A metric of a workload, and of one of its classes when it names one. */
export interface PanelSeries {
  readonly metricName: DriftMetric | LoopMetric;
  readonly label?: string;
}

/** A chart, whatever draws it. */
export interface DriftPanel {
  readonly title: string;
  /** Of 24. */
  readonly width: 8 | 12;
  readonly left: readonly PanelSeries[];
  readonly right: readonly PanelSeries[];
  /** Lines to compare with. */
  readonly limits: readonly { readonly value: number; readonly label: string }[];
  /** Of the left axis: 0 to 1. */
  readonly isShare: boolean;
  /** Of the left axis: below 0, too. */
  readonly isSigned?: true;
}

/** What is marked in every chart of quality: KPIs change where a model was trained or came into service. */
export const marks: readonly PanelSeries[] = Object.values(loopMetrics).map(metricName => ({ metricName }));

const named = (...names: readonly DriftMetric[]): PanelSeries[] => names.map(metricName => ({ metricName }));
const bare = { right: [], limits: [], isShare: false } as const;

/** The charts of one workload, a row of 24 at a time: how good its answers are, and how far its input moved. */
export function driftPanels({ title, plan }: WatchedWorkload): DriftPanel[][] {
  const quality = plan.kind === 'numbers' ? errorPanels(title, plan) : classPanels(title, plan);
  return [quality, [driftPanel(title, plan), countPanel(title, plan), dataPanel(title)]];
}

function classPanels(title: string, { classes }: ClassDriftPlan): DriftPanel[] {
  const byClass = (metricName: DriftMetric) => classes.map(label => ({ metricName, label }));
  const quality = { ...bare, width: 12, right: marks, isShare: true } as const;
  return [
    { ...quality, title: `${title}: recall`, left: byClass(classMetrics.recall) },
    { ...quality, title: `${title}: precision`, left: byClass(classMetrics.precision) },
  ];
}

function errorPanels(title: string, { unit }: NumberDriftPlan): DriftPanel[] {
  const { rmse, ceiling, mae, r2, bias } = regressionMetrics;
  const quality = { ...bare, width: 8, right: marks } as const;
  return [
    { ...quality, title: `${title}: error, ${unit}`, left: named(rmse, ceiling, mae) },
    { ...quality, title: `${title}: bias, ${unit}`, left: named(bias), isSigned: true },
    { ...quality, title: `${title}: R²`, left: named(r2), isSigned: true },
  ];
}

function driftPanel(title: string, { kind, policy }: WatchedWorkload['plan']): DriftPanel {
  const ofAnswers = kind === 'numbers' ? regressionMetrics.predictionShift : windowMetrics.mixShift;
  return {
    ...bare,
    title: `${title}: drift`,
    width: 8,
    left: named(windowMetrics.driftedShare, windowMetrics.largestShift, ofAnswers),
    right: marks,
    limits: [
      { value: policy.driftedShare, label: 'features that may drift' },
      { value: policy.mixShift, label: 'predictions that may move' },
    ],
    isShare: true,
  };
}

/** How sure a model is of a number nobody knows. */
const countPanel = (title: string, { kind }: WatchedWorkload['plan']): DriftPanel => ({
  ...bare,
  title: `${title}: predictions and labels`,
  width: 8,
  left: named(windowMetrics.predictions, windowMetrics.labels),
  right: named(windowMetrics.labelCoverage, ...(kind === 'numbers' ? [] : [windowMetrics.meanConfidence])),
});

const dataPanel = (title: string): DriftPanel => ({
  ...bare,
  title: `${title}: data quality`,
  width: 8,
  left: named(
    windowMetrics.missingShare,
    windowMetrics.outOfRangeShare,
    windowMetrics.duplicateShare,
    windowMetrics.refusedShare,
    windowMetrics.quarantinedShare,
  ),
});
