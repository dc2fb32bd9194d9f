import type { LabelRecord } from '../../contracts/label-record';
import { type MonitoredRow, rowOf } from '../../domain/drift/monitor/monitored-rows';
import { parseRejectedItem, type RejectedItem } from '../../domain/ingestion/rejected-item';
import { labelTable, recordTable } from '../../domain/predictions/tables/tables';
import { KnownLines } from './known-lines';

export interface PredictionLine {
  readonly row: MonitoredRow;
  readonly predictedAt: string;
}

export type LabelLine = Pick<LabelRecord, 'inferenceId' | 'actual' | 'revision' | 'predictedAt'>;

/** What monitors remember of the lines that they read. */
export interface MonitorLines {
  readonly records: KnownLines<PredictionLine>;
  readonly labels: KnownLines<LabelLine>;
  readonly rejected: KnownLines<RejectedItem>;
}

export const monitorLines = (): MonitorLines => ({
  records: new KnownLines(text => {
    const record = recordTable.read(text);
    return record && { row: rowOf(record), predictedAt: record.predictedAt };
  }),
  labels: new KnownLines(text => {
    const label = labelTable.read(text);
    if (label === null) return null;
    const { inferenceId, actual, revision, predictedAt } = label;
    return { inferenceId, actual, revision, predictedAt };
  }),
  rejected: new KnownLines(parseRejectedItem),
});
