import { createHash } from 'node:crypto';
import { gridId } from './grid-id';

/** The categories that are counted one by one: the most frequent ones of the reference. */
export interface CategoryGrid {
  readonly kind: 'category';
  readonly id: string;
  /** Most frequent first, at most 255; all others are counted together. */
  readonly names: readonly string[];
  /** Categories of the reference, exact. */
  readonly distinct: number;
}

const mostNames = 255;
/** UTF-16 code units. */
const longestName = 64;

/** @param values null stands for a missing one */
export function learnCategoryGrid(values: readonly (string | null)[]): CategoryGrid {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || (a < b ? -1 : 1));
  const names = ranked.slice(0, mostNames).map(([name]) => shortName(name));
  return { kind: 'category', id: gridId(names), names, distinct: counts.size };
}

/** A name of at most 64 code units; what is longer ends in 16 hex digits of its SHA-256. */
export function shortName(name: string): string {
  if (name.length <= longestName) return name;
  return `${name.slice(0, longestName - 17)}#${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}
