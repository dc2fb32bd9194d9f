import type { ColumnValues, Table } from './baseline';

/** A cell: anything but a number, a text, true and false counts as missing. */
export type Cell = number | string | boolean | null | undefined;

export type ColumnKind = ColumnValues['kind'];

/**
 * Rows as columns. A column that the reference knows keeps its kind: in one of numbers a text counts as missing, in one of
 * categories a number is a name. Only a column of numbers in which there are texts and no number becomes one of categories,
 * so that the change is seen. Another column is numeric when all of its values are numbers; without any value it has no
 * kind and is left out.
 *
 * @param kinds of the reference's columns
 */
export function tableOfRows(
  rows: readonly Readonly<Record<string, Cell>>[],
  kinds: ReadonlyMap<string, { readonly kind: ColumnKind }> = new Map(),
): Table {
  const names = new Set(rows.flatMap(row => Object.keys(row)));
  const columns = [...names].sort().flatMap(name => {
    const cells = rows.map(row => (Object.hasOwn(row, name) ? (row[name] ?? null) : null));
    const kind = kindOf(cells, kinds.get(name)?.kind);
    return kind ? [[name, columnOf(cells, kind)] as const] : [];
  });
  return new Map(columns);
}

type Present = Exclude<Cell, null | undefined>;

function kindOf(cells: readonly (Present | null)[], known: ColumnKind | undefined): ColumnKind | null {
  if (known === 'category') return known;
  const present = cells.filter(cell => cell !== null);
  if (present.length === 0) return known ?? null;
  const numbers = present.filter(cell => typeof cell === 'number').length;
  return numbers === present.length || (known === 'numeric' && numbers > 0) ? 'numeric' : 'category';
}

function columnOf(cells: readonly (Present | null)[], kind: ColumnKind): ColumnValues {
  if (kind === 'category') return { kind, values: cells.map(cell => (cell === null ? null : String(cell))) };
  return { kind, values: Float64Array.from(cells, cell => (typeof cell === 'number' ? cell : Number.NaN)) };
}
