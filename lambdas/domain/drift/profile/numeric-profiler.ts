import { sortNumbers } from '../statistics/sort-numbers';
import { BinCounter, blockLength } from './bin-counter';
import { mostKept, type NumericProfile } from './column-profile';
import { finiteValues } from './finite-values';
import { MomentSums } from './moment-sums';
import { NumberSketch } from './number-sketch';
import type { NumericGrid } from './numeric-grid';

/** Profiles a stream of numbers in one pass. NaN stands for a missing value. */
export class NumericProfiler {
  private readonly counter: BinCounter;
  private readonly bins: Float64Array;
  private readonly moments: MomentSums;
  private readonly distinct = new NumberSketch();
  private kept: number[] | null = [];
  private readonly counted = { count: 0, missing: 0, infinite: 0 };

  constructor(private readonly grid: NumericGrid) {
    this.counter = new BinCounter(grid);
    this.moments = new MomentSums(grid);
    this.bins = new Float64Array(grid.edges.length + 1);
  }

  /** @param values at most 2^32 of them */
  add(values: Float64Array): void {
    this.keep(values);
    for (let start = 0; start < values.length; start += blockLength) {
      const block = values.subarray(start, start + blockLength);
      const { missing, infinite, summed } = this.counter.count(block, this.moments);
      this.counted.missing += missing;
      this.counted.infinite += infinite;
      this.counted.count += block.length - missing - infinite;
      const finite = missing + infinite === 0 ? block : finiteValues(block);
      if (!summed) this.moments.add(finite);
      this.distinct.add(finite);
    }
    this.counter.flush(this.bins);
  }

  profile(): NumericProfile {
    const { bins, kept, counted } = this;
    const { minimum, maximum, sum, squares } = this.moments;
    const sorted = kept && sortNumbers(Float64Array.from(kept));
    const moments = { minimum, maximum, sum, squares };
    const sketches = { bins: bins.slice(), distinct: this.distinct.ranks(), kept: sorted };
    return { kind: 'numeric', gridId: this.grid.id, ...counted, ...moments, ...sketches };
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
