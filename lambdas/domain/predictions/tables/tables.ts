import type * as z from 'zod/mini';
import { type LabelRecord, labelRecordSchema } from '../../../contracts/label-record';
import { type PredictionRecord, predictionRecordSchema } from '../../../contracts/prediction-record';
import type { Column } from '../../tables/column';
import { labelColumns } from './label-columns';
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

function lineReader<Row>(schema: z.ZodMiniType<Row>): Table<Row>['read'] {
  return text => {
    const parsed = schema.safeParse(jsonOf(text));
    return parsed.success ? parsed.data : null;
  };
}

/** @returns undefined for text that is not JSON, which fits no schema either */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
