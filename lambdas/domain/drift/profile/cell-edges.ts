import { nextAbove, nextBelow } from './double-neighbours';

/** The range between the first and the last edge of a grid in 8,192 equal cells. */
export interface Cells {
  readonly low: number;
  readonly high: number;
  readonly cellsPerUnit: number;
}

const count = 8192;
/** The last value may round into a cell of its own. */
export const cellCount = count + 1;

export function cellsOf(edges: Float64Array): Cells {
  const low = edges[0] ?? 0;
  const high = edges[edges.length - 1] ?? 0;
  return { low, high, cellsPerUnit: high > low ? count / (high - low) : 0 };
}

/** Monotone in the value, rounding included; counters repeat it, letter by letter. @param value low to high */
export const cellOf = ({ low, cellsPerUnit }: Cells, value: number): number => ((value - low) * cellsPerUnit) | 0;

/** Whether no inner edge has a value of its own cell above it: then a value's cell alone tells its bin. */
export function areCellEnds(cells: Cells, edges: Float64Array): boolean {
  return edges.subarray(1, -1).every(edge => cellOf(cells, nextAbove(edge)) > cellOf(cells, edge));
}

/**
 * Moves the inner edges to ends of cells, which makes counting three times as fast, while each bin still holds at most
 * `most` rows. Null where a cell alone holds more: for columns with frequent values, and with very long tails.
 */
export function alignToCells(edges: Float64Array, sorted: Float64Array, most: number): Float64Array | null {
  const cells = cellsOf(edges);
  if (!(cells.cellsPerUnit > 0 && cells.cellsPerUnit < Infinity)) return null;
  const rows = new Float64Array(cellCount);
  for (const value of sorted) if (value > cells.low && value <= cells.high) rows[cellOf(cells, value)]!++;
  const aligned = [cells.low];
  let held = 0;
  for (let cell = 0; cell < cellCount; cell++) {
    if (rows[cell]! > most) return null;
    if (held + rows[cell]! > most) {
      aligned.push(endOf(cells, cell - 1));
      held = 0;
    }
    held += rows[cell]!;
  }
  return Float64Array.from([...aligned, cells.high]);
}

/** The largest double of a cell. */
function endOf(cells: Cells, cell: number): number {
  let end = cells.low + (cell + 1) / cells.cellsPerUnit;
  while (cellOf(cells, end) > cell) end = nextBelow(end);
  while (cellOf(cells, nextAbove(end)) <= cell) end = nextAbove(end);
  return end;
}
