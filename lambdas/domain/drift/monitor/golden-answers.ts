import type { Evaluation, Scores } from '../../../contracts/evaluation';
import type { ColumnValues, Table } from '../baseline';
import { answerColumns, type VersionBaseline } from './version-baseline';

/** What an evaluation tells of a version: its answers on the golden set, how good they were, and what they lean on. */
export interface GoldenAnswers extends Pick<VersionBaseline, 'kpis' | 'weights'> {
  readonly answers: Table;
}

/** Nothing of a version that was not scored on a golden set. */
export function goldenAnswers({ classes, challenger: { golden } }: Evaluation): GoldenAnswers {
  if (!golden) return { answers: new Map(), kpis: {} };
  const column = namedClasses(classes, golden) ?? predictedNumbers(golden);
  return {
    answers: column ? new Map([[answerColumns.prediction, column]]) : new Map(),
    kpis: kpisOf(golden),
    ...(golden.contributions && { weights: golden.contributions }),
  };
}

function namedClasses(classes: readonly string[], { confusion = [] }: Scores): ColumnValues | null {
  const values = classes.flatMap((label, column) =>
    Array<string>(confusion.reduce((sum, row) => sum + (row[column] ?? 0), 0)).fill(label),
  );
  return values.length === 0 ? null : { kind: 'category', values };
}

const predictedNumbers = ({ predicted = [] }: Scores): ColumnValues | null =>
  predicted.length === 0 ? null : { kind: 'numeric', values: Float64Array.from(predicted) };

function kpisOf({ perClass = {}, rmse }: Scores): Record<string, number> {
  const ofClasses = Object.entries(perClass).flatMap(([label, { recall, precision }]) => [
    [`${label}/recall`, recall],
    [`${label}/precision`, precision],
  ]);
  return { ...Object.fromEntries(ofClasses), ...(rmse !== undefined && { rmse }) };
}
