import type { ColumnValues, Table } from './baseline';

/**
 * Gathers rows of numbers as columns while they are read: what `tableOfRows` makes of the same rows, without keeping them.
 * A value that a row lacks is NaN.
 */
export class NumberColumns {
  private readonly columns = new Map<string, number[]>();
  private rows = 0;

  add(row: Readonly<Record<string, number>>): void {
    for (const name of Object.keys(row)) {
      const column = this.columnOf(name);
      fillTo(column, this.rows);
      column.push(row[name]!);
    }
    this.rows++;
  }

  /** Columns in code unit order. */
  table(): Table {
    const names = [...this.columns.keys()].sort();
    return new Map(
      names.map((name): [string, ColumnValues] => {
        const column = this.columnOf(name);
        fillTo(column, this.rows);
        return [name, { kind: 'numeric', values: Float64Array.from(column) }];
      }),
    );
  }

  private columnOf(name: string): number[] {
    const known = this.columns.get(name);
    if (known) return known;
    const column: number[] = [];
    this.columns.set(name, column);
    return column;
  }
}

function fillTo(column: number[], rows: number): void {
  while (column.length < rows) column.push(Number.NaN);
}
