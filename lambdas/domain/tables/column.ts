/** What a cell may hold; null only in columns that say so. */
export type Cell = string | number | boolean | Date | Readonly<Record<string, number>> | null;

/** `whole`: 32 bits. `moment`: UTC, milliseconds. `numbers`: by name, a map. */
export type CellType = 'text' | 'whole' | 'number' | 'truth' | 'moment' | 'numbers';

/** A typed column of a table that query engines read. */
export interface Column<Row> {
  /** Lower case with underscores: Athena knows no capitals. */
  readonly name: string;
  readonly type: CellType;
  readonly isOptional: boolean;
  readonly cell: (row: Row) => Cell;
}

type Columns<Row> = (name: string, type: CellType, cell: Column<Row>['cell']) => Column<Row>;

export const always =
  <Row>(): Columns<Row> =>
  (name, type, cell) => ({ name, type, cell, isOptional: false });

export const maybe =
  <Row>(): Columns<Row> =>
  (name, type, cell) => ({ name, type, cell, isOptional: true });
