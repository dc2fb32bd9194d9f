import type { WindowReport } from '../../lambdas/domain/drift/monitor/window-report';
import type { Kpi } from '../../lambdas/domain/performance/class-scores';

/** One class in one window of predictions. */
export interface ClassInWindow {
  /** 0 to 1; null where too few labels tell it. */
  readonly recall: number | null;
  readonly precision: number | null;
  /** That recall must not fall below; null while nothing tells one. */
  readonly floor: number | null;
  /** Recall, precision or the number of true positives is out of the ordinary. */
  readonly isBreached: boolean;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** What labels say of one window; of predicted numbers no more than how many there are. */
export interface RecallWindow {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  /** That answered most of it. */
  readonly version: number | null;
  readonly predictions: number;
  readonly labels: number;
  readonly classes: Readonly<Record<string, ClassInWindow>>;
}

const known = (kpi: Kpi): number | null => (kpi.kind === 'known' ? kpi.value : null);

export function recallWindow(report: WindowReport): RecallWindow {
  const { from, to, version, predictions, performance } = report;
  const judged = report.kind === 'numbers' ? {} : report.performance.classes;
  const classes = Object.entries(judged).map(([label, one]): [string, ClassInWindow] => {
    const { recall, precision, enoughTruePositives, truePositives, falsePositives, falseNegatives } = one;
    const outcomes = [recall.outcome, precision.outcome, enoughTruePositives];
    return [
      label,
      {
        recall: known(recall.kpi),
        precision: known(precision.kpi),
        floor: recall.floor,
        isBreached: outcomes.includes('breach'),
        truePositives,
        falsePositives,
        falseNegatives,
      },
    ];
  });
  return { from, to, version, predictions, labels: performance.labels, classes: Object.fromEntries(classes) };
}
