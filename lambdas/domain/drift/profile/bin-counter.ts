import { areCellEnds, type Cells, cellCount, cellOf, cellsOf } from './cell-edges';
import type { NumericGrid } from './numeric-grid';

/** How many numbers could not be counted. */
export interface Uncounted {
  missing: number;
  infinite: number;
}

interface Outer extends Uncounted {
  below: number;
  above: number;
}

/** Edges in a cell up to which stepping is quicker than halving. */
const fewEdges = 8;

/**
 * Counts values per bin without searching for the bin. Where edges are ends of cells, cells are counted, and joined to bins
 * at the end; else a table tells for each cell how many edges lie before it, and the few within are stepped over.
 */
export class BinCounter {
  private readonly cells: Cells;
  private readonly aligned: boolean;
  /** By cell: how many edges lie in the cells before it. */
  private readonly edgesBefore = new Uint16Array(cellCount + 1);
  private readonly fullest: number;
  private readonly counts: Uint32Array;
  private readonly outer: Outer = { below: 0, above: 0, missing: 0, infinite: 0 };

  constructor(private readonly grid: NumericGrid) {
    const { edges } = grid;
    this.cells = cellsOf(edges);
    this.aligned = edges.length > 2 && areCellEnds(this.cells, edges);
    for (const edge of edges) this.edgesBefore[cellOf(this.cells, edge) + 1]!++;
    this.fullest = this.edgesBefore.reduce((most, count) => (count > most ? count : most), 0);
    for (let cell = 1; cell <= cellCount; cell++) {
      this.edgesBefore[cell] = this.edgesBefore[cell]! + this.edgesBefore[cell - 1]!;
    }
    this.counts = new Uint32Array(this.aligned ? cellCount : edges.length + 1);
  }

  /** @returns what the values added to the missing and infinite ones */
  count(values: Float64Array): Uncounted {
    const { missing, infinite } = this.outer;
    if (this.aligned) this.countCells(values);
    else if (this.fullest <= fewEdges) this.countByStep(values);
    else this.countByHalves(values);
    return { missing: this.outer.missing - missing, infinite: this.outer.infinite - infinite };
  }

  /** Adds what was counted to the bins, and starts anew. @param bins shape (edges + 1,) */
  flush(bins: Float64Array): void {
    const last = this.grid.edges.length;
    this.counts.forEach((count, place) => {
      // Values above the first edge, whose own cell is the first one: it lies before all of them.
      const bin = this.aligned ? Math.max(1, this.edgesBefore[place]!) : place;
      bins[bin] = bins[bin]! + count;
    });
    bins[0] = bins[0]! + this.outer.below;
    bins[last] = bins[last]! + this.outer.above;
    this.counts.fill(0);
    this.outer.below = 0;
    this.outer.above = 0;
  }

  private countCells(values: Float64Array): void {
    const { low, high, cellsPerUnit } = this.cells;
    const { counts } = this;
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (value > low && value <= high) counts[((value - low) * cellsPerUnit) | 0]!++;
      else this.countOuter(value);
    }
  }

  private countByStep(values: Float64Array): void {
    const { low, high, cellsPerUnit } = this.cells;
    const { counts, edgesBefore } = this;
    const { edges } = this.grid;
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (value > low && value <= high) {
        let bin = edgesBefore[((value - low) * cellsPerUnit) | 0]!;
        while (edges[bin]! < value) bin++;
        counts[bin]!++;
      } else this.countOuter(value);
    }
  }

  private countByHalves(values: Float64Array): void {
    const { low, high, cellsPerUnit } = this.cells;
    const { counts, edgesBefore } = this;
    const { edges } = this.grid;
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
      } else this.countOuter(value);
    }
  }

  /** A value of the first or the last bin, or one that has none. */
  private countOuter(value: number): void {
    if (Number.isNaN(value)) this.outer.missing++;
    else if (value === Infinity || value === -Infinity) this.outer.infinite++;
    else if (this.grid.edges.length > 0 && value <= this.cells.low) this.outer.below++;
    else this.outer.above++;
  }
}
