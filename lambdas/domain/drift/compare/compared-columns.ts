import type { ColumnComparison } from './column-comparison';
import type { ColumnOutcome } from './compare-tables';

/** The columns that could be compared: what the rules judge. */
export function comparedColumns(outcomes: ReadonlyMap<string, ColumnOutcome>): ReadonlyMap<string, ColumnComparison> {
  return new Map(
    [...outcomes].flatMap(([name, outcome]) =>
      outcome.kind === 'compared' ? [[name, outcome.comparison] as const] : [],
    ),
  );
}
