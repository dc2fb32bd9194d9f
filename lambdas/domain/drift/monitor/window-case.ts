import type { ClassDriftPlan, NumberDriftPlan } from '../../../contracts/drift-policy';
import type { Table } from '../baseline';
import { digestOfRows, type MonitoredNumber, type WindowRows } from './monitored-rows';
import { reportNumbers } from './number-report';
import { answerColumns, type PinnedAnswers } from './version-baseline';
import type { Baselines, WindowSubject } from './window-findings';
import { reportWindow, type WindowReport } from './window-report';

/** A window and what is known of it, ready to be judged, whatever its model answers. */
export interface WindowCase {
  /** The same for the same lines and rules. */
  readonly digest: string;
  readonly report: (baselines: Baselines) => WindowReport;
  /** What a usual window of a version tells of its answers, and nothing that it was trained on. */
  readonly answersOf: (version: number) => Table;
}

export const classCase = (subject: WindowSubject<ClassDriftPlan>, window: WindowRows): WindowCase => ({
  digest: digestOfRows(window, subject.plan),
  report: baselines => reportWindow(subject, window, baselines),
  answersOf: version =>
    answerTable(
      'confidence',
      window.rows.flatMap(row => (row.modelVersion === version ? [row.score] : [])),
    ),
});

export const numberCase = (
  subject: WindowSubject<NumberDriftPlan>,
  window: WindowRows<MonitoredNumber, number>,
): WindowCase => ({
  digest: digestOfRows(window, subject.plan),
  report: baselines => reportNumbers(subject, window, baselines),
  answersOf: version =>
    answerTable(
      'prediction',
      window.rows.flatMap(row => (row.modelVersion === version ? [row.value] : [])),
    ),
});

function answerTable(column: PinnedAnswers, answers: readonly (number | null)[]): Table {
  const values = Float64Array.from(answers.filter(value => value !== null));
  return new Map([[answerColumns[column], { kind: 'numeric', values }]]);
}
