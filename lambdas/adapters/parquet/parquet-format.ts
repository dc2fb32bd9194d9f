import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, CellType, Column } from '../../domain/tables/column';
import type { OpenTable, TableFormat } from '../../ports/table-format';

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];
type Kind = Omit<Element, 'name' | 'repetition_type'>;

const text: Kind = { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
const kinds: Readonly<Record<Exclude<CellType, 'numbers'>, Kind>> = {
  text,
  whole: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  truth: { type: 'BOOLEAN' },
  moment: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
};

/** Apache Parquet: snappy, one row group for each `add`; names and types as Athena, Glue, Spark, pyarrow and DuckDB read them. */
export const parquetFormat: TableFormat = {
  contentType: 'application/vnd.apache.parquet',
  begin: columns => new ParquetTable(columns),
};

class ParquetTable<Row> implements OpenTable<Row> {
  private readonly bytes = new ByteWriter();
  private readonly writer: ParquetWriter;

  constructor(private readonly columns: readonly Column<Row>[]) {
    const root: Element = { name: 'schema', num_children: columns.length };
    const schema = [root, ...columns.flatMap(elementsOf)];
    this.writer = new ParquetWriter({ writer: this.bytes, schema, createdBy: 'everloop' });
  }

  add(rows: readonly Row[]): void {
    if (rows.length === 0) return;
    const columnData = this.columns.map(({ name, cell }) => ({ name, data: rows.map(row => written(cell(row))) }));
    this.writer.write({ columnData, rowGroupSize: rows.length });
  }

  end(): Uint8Array {
    this.writer.finish();
    return this.bytes.getBytes();
  }
}

const written = (cell: Cell) =>
  typeof cell === 'object' && cell !== null && !(cell instanceof Date) ? new Map(Object.entries(cell)) : cell;

/** A map has three levels, as the format's specification of nested types wants it. */
function elementsOf<Row>({ name, type, isOptional }: Column<Row>): Element[] {
  const repetition_type = isOptional ? 'OPTIONAL' : 'REQUIRED';
  if (type !== 'numbers') return [{ name, repetition_type, ...kinds[type] }];
  return [
    { name, repetition_type, converted_type: 'MAP', num_children: 1 },
    { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
    { name: 'key', repetition_type: 'REQUIRED', ...text },
    { name: 'value', repetition_type: 'REQUIRED', ...kinds.number },
  ];
}
