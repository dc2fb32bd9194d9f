import { areCellEnds, type Cells, cellCount, cellOf, cellsOf } from './cell-edges';
import type { MomentSums } from './moment-sums';
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

/** 8 KB: a block stays in the first cache beside what counts it (cells 32 KB, sketch 8 KB) while short loops read it. */
export const blockLength = 1024;

/** Values in cells before it are below the highest edge, however they are rounded. */
const lastCell = cellCount - 2;

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
  /** Of a block: pairs that are not both surely in a cell. To count them at once would take a call, which slows the loop. */
  private readonly skipped = new Uint16Array(blockLength / 2);
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

  /**
   * Counts a block, and sums it too where that costs no second reading.
   * @param values at most `blockLength`
   * @returns what the values added to the missing and infinite ones, and whether they are in the moments now
   */
  count(values: Float64Array, moments: MomentSums): Uncounted & { readonly summed: boolean } {
    const { missing, infinite } = this.outer;
    let summed = false;
    if (this.aligned) summed = this.countCells(values, moments);
    else if (this.fullest <= fewEdges) this.countByStep(values);
    else this.countByHalves(values);
    return { missing: this.outer.missing - missing, infinite: this.outer.infinite - infinite, summed };
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

  /**
   * Two at a time, since an addition must wait for the one before it: each has sums of its own. What lies between the ends
   * of the first and the last cell needs no other check. What a missing or infinite value would spoil is not kept.
   * @returns whether there was none
   */
  private countCells(values: Float64Array, moments: MomentSums): boolean {
    const { low, cellsPerUnit } = this.cells;
    const { counts, skipped } = this;
    const { center, perScale } = moments;
    const before = this.outer.missing + this.outer.infinite;
    const pairs = values.length - (values.length % 2);
    let { minimum, maximum, sum, squares } = moments;
    let evenSum = 0;
    let evenSquares = 0;
    let left = 0;
    for (let at = 0; at < pairs; at += 2) {
      const one = values[at]!;
      const other = values[at + 1]!;
      const place = (one - low) * cellsPerUnit;
      const otherPlace = (other - low) * cellsPerUnit;
      if (place > 0 && place < lastCell && otherPlace > 0 && otherPlace < lastCell) {
        counts[place | 0]!++;
        counts[otherPlace | 0]!++;
      } else skipped[left++] = at;
      const z = (one - center) * perScale;
      const y = (other - center) * perScale;
      evenSum += z;
      evenSquares += z * z;
      sum += y;
      squares += y * y;
      if (one < minimum) minimum = one;
      if (one > maximum) maximum = one;
      if (other < minimum) minimum = other;
      if (other > maximum) maximum = other;
    }
    for (let at = 0; at < left; at++) this.countPair(values, skipped[at]!);
    if (pairs < values.length) this.countPair(values, pairs);
    if (this.outer.missing + this.outer.infinite > before) return false;
    moments.take({ minimum, maximum, sum: sum + evenSum, squares: squares + evenSquares });
    moments.add(values.subarray(pairs));
    return true;
  }

  private countPair(values: Float64Array, at: number): void {
    this.countAny(values[at]!);
    if (at + 1 < values.length) this.countAny(values[at + 1]!);
  }

  private countAny(value: number): void {
    const { low, high } = this.cells;
    if (value > low && value <= high) this.counts[cellOf(this.cells, value)]!++;
    else this.countOuter(value);
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
