import { type LabelRecord, labelRecordSchema } from '../../../contracts/label-record';
import { type PredictionRecord, predictionRecordSchema } from '../../../contracts/prediction-record';
import type { Column } from '../../tables/column';
import { labelColumns } from './label-columns';
import { lineReader } from './line-reader';
import { recordColumns } from './record-columns';
import type { TableName } from './table-keys';

/** A table: where its lines lie, how one is read, and what its columns are. */
export interface Table<Row> {
  readonly name: TableName;
  /** Null for what is no line of it. */
  readonly read: (text: string) => Row | null;
  readonly columns: readonly Column<Row>[];
}

export const recordTable: Table<PredictionRecord> = {
  name: 'records',
  read: lineReader(predictionRecordSchema),
  columns: recordColumns,
};

export const labelTable: Table<LabelRecord> = {
  name: 'labels',
  read: lineReader(labelRecordSchema),
  columns: labelColumns,
};
