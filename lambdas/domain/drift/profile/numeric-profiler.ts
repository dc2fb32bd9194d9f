import { sortNumbers } from '../statistics/sort-numbers';
import { BinCounter } from './bin-counter';
import { mostKept, type NumericProfile } from './column-profile';
import { addNumbers, emptySketch } from './distinct-sketch';
import type { NumericGrid } from './numeric-grid';

/** 32 KB: a block stays in the first cache while four short loops read it. */
const blockLength = 4096;

/** Profiles a stream of numbers in one pass. NaN stands for a missing value. */
export class NumericProfiler {
  private readonly counter: BinCounter;
  private readonly bins: Float64Array;
  private readonly distinct = emptySketch();
  private kept: number[] | null = [];
  private readonly counted = { count: 0, missing: 0, infinite: 0 };
  private minimum = Infinity;
  private maximum = -Infinity;
  private sum = 0;
  private squares = 0;

  constructor(private readonly grid: NumericGrid) {
    this.counter = new BinCounter(grid);
    this.bins = new Float64Array(grid.edges.length + 1);
  }

  /** @param values at most 2^32 of them */
  add(values: Float64Array): void {
    this.keep(values);
    for (let start = 0; start < values.length; start += blockLength) {
      const block = values.subarray(start, start + blockLength);
      const { missing, infinite } = this.counter.count(block);
      this.counted.missing += missing;
      this.counted.infinite += infinite;
      this.counted.count += block.length - missing - infinite;
      const finite = missing + infinite === 0 ? block : block.filter(Number.isFinite);
      this.addMoments(finite);
      addNumbers(this.distinct, finite);
    }
    this.counter.flush(this.bins);
  }

  profile(): NumericProfile {
    const { bins, distinct, kept, counted, minimum, maximum, sum, squares } = this;
    const sorted = kept && sortNumbers(Float64Array.from(kept));
    const moments = { minimum, maximum, sum, squares };
    const sketches = { bins: bins.slice(), distinct: distinct.slice(), kept: sorted };
    return { kind: 'numeric', gridId: this.grid.id, ...counted, ...moments, ...sketches };
  }

  /** Two sums each: an addition must wait for the one before it, and so two go on at once. */
  private addMoments(values: Float64Array): void {
    const { center } = this.grid;
    const perScale = 1 / this.grid.scale;
    let { minimum, maximum, sum, squares } = this;
    let evenSum = 0;
    let evenSquares = 0;
    for (let at = 0; at < values.length - 1; at += 2) {
      const one = values[at]!;
      const other = values[at + 1]!;
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
    if (values.length % 2 === 1) {
      const last = values[values.length - 1]!;
      const z = (last - center) * perScale;
      evenSum += z;
      evenSquares += z * z;
      minimum = Math.min(minimum, last);
      maximum = Math.max(maximum, last);
    }
    this.sum = sum + evenSum;
    this.squares = squares + evenSquares;
    this.minimum = minimum;
    this.maximum = maximum;
  }

  private keep(values: Float64Array): void {
    for (let at = 0; at < values.length && this.kept; at++) {
      const value = values[at]!;
      if (!Number.isFinite(value)) continue;
      if (this.kept.length === mostKept) this.kept = null;
      else this.kept.push(value);
    }
  }
}
