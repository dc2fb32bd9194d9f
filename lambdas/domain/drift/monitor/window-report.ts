import type { ClassDriftPlan } from '../../../contracts/drift-policy';
import type { WindowOutcome } from '../rules/m-of-n';
import { judgePerformance, type Performance } from './judge-performance';
import type { MonitoredRow, WindowRows } from './monitored-rows';
import type { NumberWindowReport } from './number-report';
import {
  answerDriftOutcome,
  type BaselineComparison,
  type Baselines,
  dataDriftOutcome,
  findInWindow,
  signalOf,
  type WindowFindings,
  type WindowSubject,
} from './window-findings';

/** What was found in a window of predicted classes. */
export interface ClassWindowReport extends WindowFindings {
  /** Only reports of numbers say their kind: there were none when the first reports were written. */
  readonly kind?: never;
  readonly meanConfidence: number | null;
  readonly performance: Performance;
}

export type WindowReport = ClassWindowReport | NumberWindowReport;

/** Judges a window of classes. The same rows give the same report, to the last digit. */
export function reportWindow(
  subject: WindowSubject<ClassDriftPlan>,
  window: WindowRows,
  baselines: Baselines,
): ClassWindowReport {
  const { policy, classes } = subject.plan;
  const found = findInWindow(subject, window, baselines);
  const { answering } = found;
  const { own, original, quality, ...findings } = found.findings;
  const golden = baselines.own?.kpis ?? {};
  const performance = judgePerformance(answering, window.actual, { classes, policy, golden });
  return {
    ...findings,
    meanConfidence: meanOf(answering),
    own,
    original,
    quality,
    performance,
    outcomes: outcomesOf(own, performance, subject.plan),
  };
}

function outcomesOf(
  own: BaselineComparison | null,
  { classes }: Performance,
  { policy }: ClassDriftPlan,
): Record<string, WindowOutcome> {
  return {
    'data-drift': dataDriftOutcome(own, policy),
    'prediction-mix': answerDriftOutcome(own, policy),
    ...Object.fromEntries(
      Object.entries(classes).flatMap(([label, { recall, precision, enoughTruePositives }]) => [
        [signalOf('recall', label), recall.outcome],
        [signalOf('precision', label), precision.outcome],
        [signalOf('true-positives', label), enoughTruePositives],
      ]),
    ),
  };
}

function meanOf(rows: readonly MonitoredRow[]): number | null {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]));
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
