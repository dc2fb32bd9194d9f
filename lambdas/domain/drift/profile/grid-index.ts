import type { NumericGrid } from './numeric-grid';

/**
 * Finds bins without searching: the range between the first and the last edge in 8,192 equal cells, and for each cell how
 * many edges lie in the cells before it. Rounding can't mislead it, since edges are put into cells by the same arithmetic
 * as values, and that arithmetic is monotone.
 */
export interface GridIndex {
  readonly edges: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly cellsPerUnit: number;
  /** Shape (8194,). */
  readonly edgesBefore: Uint16Array;
  /** Edges of the fullest cell. */
  readonly fullest: number;
}

const cells = 8192;

export function indexGrid({ edges }: NumericGrid): GridIndex {
  const low = edges[0] ?? 0;
  const high = edges[edges.length - 1] ?? 0;
  const cellsPerUnit = high > low ? cells / (high - low) : 0;
  const edgesBefore = new Uint16Array(cells + 2);
  for (const edge of edges) edgesBefore[(((edge - low) * cellsPerUnit) | 0) + 1]!++;
  let fullest = 0;
  for (let cell = 1; cell < edgesBefore.length; cell++) {
    fullest = Math.max(fullest, edgesBefore[cell]!);
    edgesBefore[cell] = edgesBefore[cell]! + edgesBefore[cell - 1]!;
  }
  return { edges, low, high, cellsPerUnit, edgesBefore, fullest };
}

/** How many numbers could not be counted. */
export interface Uncounted {
  missing: number;
  infinite: number;
}

/** Edges in a cell up to which stepping is quicker than halving. */
const fewEdges = 8;

/** Adds each finite value to its bin. @param counts shape (edges + 1,) */
export function countIntoBins(values: Float64Array, index: GridIndex, counts: Uint32Array): Uncounted {
  return index.fullest <= fewEdges ? countByStep(values, index, counts) : countByHalves(values, index, counts);
}

function countByStep(values: Float64Array, index: GridIndex, counts: Uint32Array): Uncounted {
  const { edges, low, high, cellsPerUnit, edgesBefore } = index;
  const uncounted = { missing: 0, infinite: 0 };
  const last = edges.length;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value > low && value <= high) {
      let bin = edgesBefore[((value - low) * cellsPerUnit) | 0]!;
      while (edges[bin]! < value) bin++;
      counts[bin]!++;
    } else countOuter(value, { low, last }, { counts, uncounted });
  }
  return uncounted;
}

function countByHalves(values: Float64Array, index: GridIndex, counts: Uint32Array): Uncounted {
  const { edges, low, high, cellsPerUnit, edgesBefore } = index;
  const uncounted = { missing: 0, infinite: 0 };
  const last = edges.length;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value > low && value <= high) {
      const cell = ((value - low) * cellsPerUnit) | 0;
      let bin = edgesBefore[cell]!;
      let end = edgesBefore[cell + 1]!;
      while (bin < end) {
        const middle = (bin + end) >> 1;
        if (edges[middle]! < value) bin = middle + 1;
        else end = middle;
      }
      counts[bin]!++;
    } else countOuter(value, { low, last }, { counts, uncounted });
  }
  return uncounted;
}

/** A value of the first or the last bin, or one that has none. */
function countOuter(
  value: number,
  { low, last }: { readonly low: number; readonly last: number },
  { counts, uncounted }: { readonly counts: Uint32Array; readonly uncounted: Uncounted },
): void {
  if (Number.isNaN(value)) uncounted.missing++;
  else if (value === Infinity || value === -Infinity) uncounted.infinite++;
  else counts[last > 0 && value <= low ? 0 : last]!++;
}
