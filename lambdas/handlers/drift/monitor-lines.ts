import type { WatchedPlan } from '../../contracts/drift-policy';
import {
  type AnyRow,
  type MonitoredNumber,
  type MonitoredRow,
  numberRowOf,
  rowOf,
  type TruthLine,
} from '../../domain/drift/monitor/monitored-rows';
import { parseRejectedItem, type RejectedItem } from '../../domain/ingestion/rejected-item';
import { readNumberLabel, readNumberRecord } from '../../domain/predictions/tables/number-lines';
import { labelTable, recordTable } from '../../domain/predictions/tables/tables';
import { KnownLines } from './known-lines';

export interface PredictionLine<Row> {
  readonly row: Row;
  readonly predictedAt: string;
}

export interface LabelLine<Truth> extends TruthLine<Truth> {
  readonly predictedAt: string;
}

/** Lines of predictions and of what was true of them; a line of another kind is none. */
export interface AnswerLines<Row, Truth> {
  readonly records: KnownLines<PredictionLine<Row>>;
  readonly labels: KnownLines<LabelLine<Truth>>;
}

/** What monitors remember of the lines that they read. */
export interface MonitorLines {
  readonly classes: AnswerLines<MonitoredRow, string>;
  readonly numbers: AnswerLines<MonitoredNumber, number>;
  readonly rejected: KnownLines<RejectedItem>;
}

export const monitorLines = (): MonitorLines => ({
  classes: answerLines(recordTable.read, rowOf, labelTable.read),
  numbers: answerLines(readNumberRecord, numberRowOf, readNumberLabel),
  rejected: new KnownLines(parseRejectedItem),
});

/** Those of the workload's kind, whatever it is. */
export const linesOf = (lines: MonitorLines, { kind }: WatchedPlan): AnswerLines<AnyRow, string | number> =>
  lines[kind];

function answerLines<Line extends { readonly predictedAt: string }, Row, Truth>(
  readRecord: (text: string) => Line | null,
  toRow: (line: Line) => Row,
  readLabel: (text: string) => LabelLine<Truth> | null,
): AnswerLines<Row, Truth> {
  return {
    records: new KnownLines(text => {
      const line = readRecord(text);
      return line && { row: toRow(line), predictedAt: line.predictedAt };
    }),
    labels: new KnownLines(text => {
      const label = readLabel(text);
      if (label === null) return null;
      const { inferenceId, actual, revision, predictedAt } = label;
      return { inferenceId, actual, revision, predictedAt };
    }),
  };
}
