import type { NumericProfile } from '../profile/column-profile';
import type { NumericGrid } from '../profile/numeric-grid';

/** Neighbouring bins of a grid joined, for statistics that need many rows a bin, and for charts. */
export interface CoarseBins {
  /** Upper edges of all bins but the last one, ascending; a bin holds its upper edge. */
  readonly edges: Float64Array;
  /** Counts, shape (edges + 1,). */
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Up to so many different values of the reference each has its bin, as Evidently does it. */
const mostSingleValues = 20;

/**
 * Joins bins until each holds at least 1 / `wanted` of the reference: deciles by default, the usual bins of the population
 * stability index. A column with at most 20 different values keeps them apart, and new values beside them.
 *
 * @param pair on one grid; the reference holds at least one value
 */
export function coarseBins(
  grid: NumericGrid,
  pair: { readonly reference: NumericProfile; readonly current: NumericProfile },
  wanted = 10,
): CoarseBins {
  const [reference, current] = [pair.reference.bins, pair.current.bins];
  const kept = grid.distinct <= mostSingleValues ? occupiedEnds(reference, current) : quantileEnds(reference, wanted);
  return {
    edges: Float64Array.from(kept.slice(0, -1), bin => grid.edges[bin]!),
    reference: sumUpTo(reference, kept),
    current: sumUpTo(current, kept),
  };
}

/** The last bin of each group. A group ends where it reaches the next multiple of 1 / wanted; the last is no splinter. */
function quantileEnds(reference: Float64Array, wanted: number): number[] {
  const share = reference.reduce((sum, count) => sum + count, 0) / wanted;
  const ends: number[] = [];
  let below = 0;
  let next = share;
  reference.forEach((count, bin) => {
    below += count;
    if (below < next || wanted * share - below < share / 2) return;
    ends.push(bin);
    next = (Math.floor(below / share) + 1) * share;
  });
  return [...ends, reference.length - 1];
}

/** Groups of one bin that somebody is in, and the empty bins before it. */
function occupiedEnds(reference: Float64Array, current: Float64Array): number[] {
  const occupied = Array.from(reference.keys()).filter(bin => reference[bin]! + current[bin]! > 0);
  return [...occupied.slice(0, -1), reference.length - 1];
}

function sumUpTo(counts: Float64Array, ends: readonly number[]): Float64Array {
  let from = 0;
  return Float64Array.from(ends, end => {
    const sum = counts.subarray(from, end + 1).reduce((total, count) => total + count, 0);
    from = end + 1;
    return sum;
  });
}
