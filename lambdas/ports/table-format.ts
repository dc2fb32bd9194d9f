import type { Column } from '../domain/tables/column';

/** A file format of typed columns. Equal rows give equal bytes. */
export interface TableFormat {
  readonly contentType: string;
  begin<Row>(columns: readonly Column<Row>[]): OpenTable<Row>;
}

export interface OpenTable<Row> {
  /** Writes one group of rows, which need not be kept. @throws Error for a null in a column that has none */
  add(rows: readonly Row[]): void;
  /** The whole file. */
  end(): Uint8Array;
}
