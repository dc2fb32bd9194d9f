import type { NumberDriftPlan, NumberSignal } from '../../../contracts/drift-policy';
import type { WindowOutcome } from '../rules/m-of-n';
import type { ColumnReport } from './column-report';
import { type DriftContributor, driftContributors } from './drift-contributors';
import { boundedNumber, judgeRegression, type RegressionPerformance } from './judge-regression';
import type { MonitoredNumber, WindowRows } from './monitored-rows';
import {
  answerDriftOutcome,
  type Baselines,
  dataDriftOutcome,
  findInWindow,
  type WindowFindings,
  type WindowSubject,
} from './window-findings';

/** What was found in a window of predicted numbers. */
export interface NumberWindowReport extends WindowFindings {
  readonly kind: 'numbers';
  /** Of the target, as people write it. */
  readonly unit: string;
  readonly meanPrediction: number | null;
  /** Of the features that drift, whose drift can hurt most, worst first; null while nothing tells what the model leans on. */
  readonly contributors: readonly DriftContributor[] | null;
  readonly performance: RegressionPerformance;
}

const mostContributors = 5;

/** Judges a window of numbers. The same rows give the same report, to the last digit. */
export function reportNumbers(
  subject: WindowSubject<NumberDriftPlan>,
  window: WindowRows<MonitoredNumber, number>,
  baselines: Baselines,
): NumberWindowReport {
  const { policy, unit } = subject.plan;
  const { answering, findings } = findInWindow(subject, window, baselines);
  const { own } = findings;
  const goldenRmse = baselines.own?.kpis['rmse'] ?? null;
  const performance = judgeRegression(answering, window.actual, { policy, goldenRmse });
  const weights = baselines.own?.weights;
  return {
    ...findings,
    kind: 'numbers',
    unit,
    meanPrediction: meanOf(answering),
    contributors: own && weights ? driftContributors(own.columns.filter(drifts), weights, mostContributors) : null,
    performance,
    outcomes: {
      'data-drift': dataDriftOutcome(own, policy),
      'prediction-drift': answerDriftOutcome(own, policy),
      rmse: performance.outcome,
    } satisfies Record<NumberSignal, WindowOutcome>,
  };
}

const drifts = (column: ColumnReport): boolean => column.kind === 'compared' && column.drifted;

function meanOf(rows: readonly MonitoredNumber[]): number | null {
  const values = rows.flatMap(({ value }) => (value === null || !Number.isFinite(value) ? [] : [boundedNumber(value)]));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
