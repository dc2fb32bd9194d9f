/**
 * Edges of equal bins between the least and the largest value of both samples, their number by Sturges (1926): numpy's
 * `histogram_bin_edges(…, 'sturges')`, which is what Evidently cuts numbers with more than 20 values by.
 *
 * @param samples finite numbers, not empty together
 * @returns ascending, one more than bins
 */
export function sturgesEdges(reference: ArrayLike<number>, current: ArrayLike<number>): Float64Array {
  const size = reference.length + current.length;
  let [low, high] = [Infinity, -Infinity];
  for (const sample of [reference, current]) {
    for (let index = 0; index < sample.length; index++) {
      low = Math.min(low, sample[index]!);
      high = Math.max(high, sample[index]!);
    }
  }
  const bins = high > low ? Math.ceil(Math.log2(size) + 1) : 1;
  if (high === low) [low, high] = [low - 0.5, high + 0.5];
  const step = (high - low) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, edge) => (edge === bins ? high : low + edge * step));
}

/** Counts per bin [edge, next edge), the last one closed: numpy's `histogram`. Values outside count nowhere. */
export function countIntoEdges(sample: ArrayLike<number>, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  for (let index = 0; index < sample.length; index++) {
    const value = sample[index]!;
    if (!(value >= edges[0]! && value <= edges[edges.length - 1]!)) continue;
    counts[Math.min(counts.length, edgesUpTo(edges, value)) - 1]!++;
  }
  return counts;
}

/** How many edges are <= value. */
function edgesUpTo(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
