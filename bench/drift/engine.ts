import { profileTable, type Table, type TableBaseline } from '../../lambdas/domain/drift/baseline';
import { compareColumn } from '../../lambdas/domain/drift/compare/compare-column';
import { compareSorted } from '../../lambdas/domain/drift/statistics/compare-sorted';
import { sortNumbers } from '../../lambdas/domain/drift/statistics/sort-numbers';
import { normal } from '../../test/support/random';

export interface Columns {
  /** Each of shape (rows,); the current one is the reference's distribution moved by .02 times the column's number. */
  readonly reference: readonly Float64Array[];
  readonly current: readonly Float64Array[];
}

export function makeColumns(rows: number, columns: number): Columns {
  const column = (seed: number, mean: number) => {
    const next = normal(seed);
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = mean + next();
    return values;
  };
  const numbers = Array.from({ length: columns }, (_, index) => index);
  return {
    reference: numbers.map(index => column(index + 1, 0)),
    current: numbers.map(index => column(index + 1001, 0.02 * index)),
  };
}

export const tableOf = (columns: readonly Float64Array[]): Table =>
  new Map(columns.map((values, index) => [String(index), { kind: 'numeric', values }]));

/** One pass over the current rows: the whole profile, then all statistics of it. @returns KS's D by column */
export function profileAndCompare(baseline: TableBaseline, current: Table): number[] {
  return [...profileTable(baseline, current).columns].map(([name, profile]) => {
    const comparison = compareColumn(baseline.get(name)!, profile);
    return comparison.kind === 'numeric' ? comparison.ks : Number.NaN;
  });
}

/** Both samples sorted, and merged once. @returns KS's D by column, then Wasserstein by column */
export function exactDistances({ reference, current }: Columns): number[] {
  const distances = reference.map((values, index) =>
    compareSorted(sortNumbers(values.slice()), sortNumbers(current[index]!.slice())),
  );
  return [...distances.map(({ ks }) => ks), ...distances.map(({ wasserstein }) => wasserstein)];
}
