import type { ColumnBaseline, TableBaseline, TableProfile } from '../baseline';
import type { ColumnProfile } from '../profile/column-profile';
import type { ColumnComparison, Sizes } from './column-comparison';
import { compareColumn } from './compare-column';

/** What can be said of one column of a window. */
export type ColumnOutcome =
  | { readonly kind: 'compared'; readonly comparison: ColumnComparison }
  /** Too few values on either side: never the same as "no drift". */
  | { readonly kind: 'insufficient-data'; readonly samples: Sizes; readonly minimumSamples: number }
  /** The reference has it, the window has not. */
  | { readonly kind: 'missing-column' }
  /** The window has it, the reference has not. */
  | { readonly kind: 'extra-column' }
  /** Numbers where the reference has names, or names where it has numbers. */
  | { readonly kind: 'changed-kind' };

export interface ComparisonPolicy {
  /** Rows with a value below which a column is not compared, on both sides; >= 1. */
  readonly minimumSamples: number;
}

/** Fewer rows tell so little that Evidently's and Model Monitor's rules either never alarm or alarm at chance. */
export const defaultMinimumSamples = 100;

/** Compares a window with a baseline, column by column, in the baseline's order; extra columns come last. Never throws for
 * what the rows hold: each column has an outcome. */
export function compareTables(
  baseline: TableBaseline,
  window: TableProfile,
  { minimumSamples }: ComparisonPolicy = { minimumSamples: defaultMinimumSamples },
): ReadonlyMap<string, ColumnOutcome> {
  const known = [...baseline].map(([name, reference]) => {
    if (window.changed.includes(name)) return [name, { kind: 'changed-kind' }] as const;
    const current = window.columns.get(name);
    return [name, current || window.rows === 0 ? outcomeOf(reference, current, minimumSamples) : missing] as const;
  });
  return new Map<string, ColumnOutcome>([...known, ...window.extra.map(name => [name, extra] as const)]);
}

const missing: ColumnOutcome = { kind: 'missing-column' };
const extra: ColumnOutcome = { kind: 'extra-column' };

function outcomeOf(
  reference: ColumnBaseline,
  current: ColumnProfile | undefined,
  minimumSamples: number,
): ColumnOutcome {
  const samples = { reference: reference.profile.count, current: current?.count ?? 0 };
  const enough = Math.max(1, minimumSamples);
  if (!current || Math.min(samples.reference, samples.current) < enough) {
    return { kind: 'insufficient-data', samples, minimumSamples: enough };
  }
  return { kind: 'compared', comparison: compareColumn(reference, current) };
}
