import { alignToCells } from './cell-edges';
import { nextBelow } from './double-neighbours';
import { gridId } from './grid-id';

/**
 * The bins on which a column of numbers is counted, learned from the reference. Bin k holds edges[k - 1] < x <= edges[k];
 * the first and the last one are open. Counts on one grid merge by addition, exactly and in any order.
 */
export interface NumericGrid {
  readonly kind: 'numeric';
  /** Of the content: profiles merge and compare on one grid only. */
  readonly id: string;
  /** Ascending, distinct; at most 1,024, about 512 for a column without ties. */
  readonly edges: Float64Array;
  /** Mean and standard deviation of the reference, about which moments are summed; scale > 0. */
  readonly center: number;
  readonly scale: number;
  /** Distinct values of the reference, exact. */
  readonly distinct: number;
}

/** No bin holds more than 1 / 512 of the reference, save one with a single value: KS is off by no more than that. */
const bins = 512;

/**
 * Cuts the reference into bins of at most n / 512 rows. A value with more rows gets a bin of its own, so that no part of
 * the distribution hides beside it.
 *
 * @param sorted the reference's finite values, ascending; may be empty
 */
export function learnNumericGrid(sorted: Float64Array): NumericGrid {
  const most = sorted.length / bins;
  const { edges, distinct } = cut(sorted, most);
  const exact = Float64Array.from(edges);
  const content = { edges: alignToCells(exact, sorted, most) ?? exact, ...centerAndScale(sorted) };
  return { kind: 'numeric', id: gridId(content.edges, [content.center, content.scale]), ...content, distinct };
}

/** A bin that holds one value only. */
export function isSingleValue({ edges }: NumericGrid, bin: number): boolean {
  return bin > 0 && bin < edges.length && edges[bin - 1] === nextBelow(edges[bin]!);
}

function cut(sorted: Float64Array, most: number): { edges: number[]; distinct: number } {
  const edges: number[] = [];
  const close = (edge: number) => {
    if (edges.length === 0 || edge > edges[edges.length - 1]!) edges.push(edge);
  };
  let [held, distinct] = [0, 0];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const value = sorted[start]!;
    while (end < sorted.length && sorted[end] === value) end++;
    distinct++;
    const rows = end - start;
    if (rows > most) {
      close(nextBelow(value));
      close(value);
      held = 0;
    } else {
      if (held + rows > most) {
        close(sorted[start - 1]!);
        held = 0;
      }
      held += rows;
    }
  }
  return { edges, distinct };
}

function centerAndScale(sorted: Float64Array): { center: number; scale: number } {
  const share = 1 / sorted.length;
  let center = 0;
  for (let at = 0; at < sorted.length; at++) center += sorted[at]! * share;
  const spread = sorted.length === 0 ? 0 : Math.max(sorted[sorted.length - 1]! - center, center - sorted[0]!);
  if (!(spread < Infinity)) return { center: 0, scale: Number.MAX_VALUE };
  if (spread === 0) return { center, scale: 1 };
  let squares = 0;
  for (let at = 0; at < sorted.length; at++) {
    const part = (sorted[at]! - center) / spread;
    squares += part * part;
  }
  return { center, scale: spread * Math.sqrt(squares / sorted.length) };
}
