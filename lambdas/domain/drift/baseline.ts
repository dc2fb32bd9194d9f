import type { CategoryGrid } from './profile/category-grid';
import { learnCategoryGrid } from './profile/category-grid';
import { CategoryProfiler } from './profile/category-profiler';
import type { CategoryProfile, ColumnProfile, NumericProfile } from './profile/column-profile';
import { finiteValues } from './profile/finite-values';
import { mergeProfiles } from './profile/merge-profiles';
import { learnNumericGrid, type NumericGrid } from './profile/numeric-grid';
import { NumericProfiler } from './profile/numeric-profiler';
import { sortNumbers } from './statistics/sort-numbers';

/** Values of one column: numbers with NaN where there is none, or names with null. */
export type ColumnValues =
  | { readonly kind: 'numeric'; readonly values: Float64Array }
  | { readonly kind: 'category'; readonly values: readonly (string | null)[] };

/** Columns by name. All have one value a row. */
export type Table = ReadonlyMap<string, ColumnValues>;

/** A column of the reference: the bins, and what the reference holds in them. */
export type ColumnBaseline =
  | { readonly kind: 'numeric'; readonly grid: NumericGrid; readonly profile: NumericProfile }
  | { readonly kind: 'category'; readonly grid: CategoryGrid; readonly profile: CategoryProfile };

/** The reference, by column. A new version of a model has its own, and is compared with the original one as well. */
export type TableBaseline = ReadonlyMap<string, ColumnBaseline>;

/** What a window holds, on the bins of one baseline. */
export interface TableProfile {
  readonly rows: number;
  /** Of the baseline's columns, those that the window has, with values of the baseline's kind. */
  readonly columns: ReadonlyMap<string, ColumnProfile>;
  /** Columns that the baseline has not, in code unit order. */
  readonly extra: readonly string[];
  /** Columns whose values are of the other kind. */
  readonly changed: readonly string[];
}

/** Learns bins from the reference and counts it on them. Needs the reference in memory, once. */
export function learnBaseline(table: Table): TableBaseline {
  return new Map([...table].map(([name, column]) => [name, learnColumn(column)]));
}

function learnColumn(column: ColumnValues): ColumnBaseline {
  if (column.kind === 'numeric') {
    const grid = learnNumericGrid(sortNumbers(finiteValues(column.values)));
    return { kind: 'numeric', grid, profile: profileNumbers(grid, column.values) };
  }
  const grid = learnCategoryGrid(column.values);
  return { kind: 'category', grid, profile: profileCategories(grid, column.values) };
}

/** Counts a window, or a part of one, on the bins of a baseline. */
export function profileTable(baseline: TableBaseline, table: Table): TableProfile {
  const columns = new Map<string, ColumnProfile>();
  const changed: string[] = [];
  const extra: string[] = [];
  let rows = 0;
  for (const [name, column] of table) {
    rows = Math.max(rows, column.values.length);
    const reference = baseline.get(name);
    if (!reference) extra.push(name);
    else if (reference.kind === 'numeric' && column.kind === 'numeric') {
      columns.set(name, profileNumbers(reference.grid, column.values));
    } else if (reference.kind === 'category' && column.kind === 'category') {
      columns.set(name, profileCategories(reference.grid, column.values));
    } else changed.push(name);
  }
  return { rows, columns, extra: extra.sort(), changed: changed.sort() };
}

/**
 * The profile of the rows of both. A column that one part lacks counts as missing in all rows of that part.
 *
 * @throws Error when they were counted on different baselines
 */
export function mergeTables(one: TableProfile, other: TableProfile): TableProfile {
  const names = new Set([...one.columns.keys(), ...other.columns.keys()]);
  const columns = [...names].map(name => {
    const [left, right] = [one.columns.get(name), other.columns.get(name)];
    if (left && right) return [name, mergeProfiles(left, right)] as const;
    const absent = left ? other.rows : one.rows;
    const present = (left ?? right)!;
    return [name, { ...present, missing: present.missing + absent }] as const;
  });
  return {
    rows: one.rows + other.rows,
    columns: new Map(columns),
    extra: union(one.extra, other.extra),
    changed: union(one.changed, other.changed),
  };
}

const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])].sort();

function profileNumbers(grid: NumericGrid, values: Float64Array): NumericProfile {
  const profiler = new NumericProfiler(grid);
  profiler.add(values);
  return profiler.profile();
}

function profileCategories(grid: CategoryGrid, values: readonly (string | null)[]): CategoryProfile {
  const profiler = new CategoryProfiler(grid);
  profiler.add(values);
  return profiler.profile();
}
