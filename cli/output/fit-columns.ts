/** A column of a table; `cells` as they will be seen, without colours. */
export interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  /** Columns with the highest number go first when there is no room; those with 0 stay. */
  readonly goes: number;
}

/** Between two columns; see table.ts. */
const gap = 2;

export const widthOf = ({ title, cells }: Pick<Column, 'title' | 'cells'>): number =>
  Math.max(title.length, ...cells.map(cell => cell.length));

/** The columns that fit into `width` characters, in their order. */
export function fitColumns<C extends Column>(columns: readonly C[], width: number): readonly C[] {
  const total = columns.reduce((sum, column) => sum + widthOf(column) + gap, -gap);
  const least = Math.max(0, ...columns.map(({ goes }) => goes));
  if (total <= width || least === 0) return columns;
  return fitColumns(
    columns.filter(({ goes }) => goes !== least),
    width,
  );
}

/** At most so many characters, the last of them "…" when something is missing. */
export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, Math.max(0, longest - 1))}…`;
