/** Numbers of one column on one grid. A few kilobytes at any number of rows. */
export interface NumericProfile {
  readonly kind: 'numeric';
  readonly gridId: string;
  /** Finite values. */
  readonly count: number;
  /** Rows without a value, NaN among them. */
  readonly missing: number;
  /** Rows with an infinite value; like missing ones they are in no bin and in no sum. */
  readonly infinite: number;
  /** Infinity and -Infinity while count is 0. */
  readonly minimum: number;
  readonly maximum: number;
  /** Of z = (x - center) / scale of the grid, and of z^2; merging rounds them as any addition does. */
  readonly sum: number;
  readonly squares: number;
  /** Finite values per bin, shape (edges + 1,). */
  readonly bins: Float64Array;
  /** Sketch of the different values. */
  readonly distinct: Uint8Array;
  /** All finite values, ascending, while there are at most `mostKept`; null then. */
  readonly kept: Float64Array | null;
}

/** Categories of one column on one grid. */
export interface CategoryProfile {
  readonly kind: 'category';
  readonly gridId: string;
  /** Rows with a value. */
  readonly count: number;
  readonly missing: number;
  /** Rows per name of the grid, then those with any other name; shape (names + 1,). */
  readonly bins: Float64Array;
  /** Sketch of the other names. */
  readonly others: Uint8Array;
  /** The first of the other names in code unit order, at most 8. */
  readonly examples: readonly string[];
}

export type ColumnProfile = NumericProfile | CategoryProfile;

/** Up to it statistics are exact; also the size of a reference up to which Evidently tests samples, not distances. */
export const mostKept = 1000;

/** All rows, with a value or without. */
export function rowsOf(profile: ColumnProfile): number {
  return profile.count + profile.missing + (profile.kind === 'numeric' ? profile.infinite : 0);
}
