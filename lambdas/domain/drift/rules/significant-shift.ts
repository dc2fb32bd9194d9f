import type { ColumnComparison } from '../compare/column-comparison';
import { adjustByHolm } from './holm';
import type { Verdict } from './verdict';

export interface ShiftPolicy {
  /** Chance that a window without drift shows any, over all of its columns together. */
  readonly alpha: number;
  /** Share of the rows that must have moved at least, 0 to 1. */
  readonly minimumShift: number;
}

/**
 * At .01 and two breaches of three windows, undrifted windows alarm about 3 times in 10,000: 3 x .01^2. A tenth of the rows
 * is what KS of 300 rows against a large reference can just tell from chance: 1.63 / sqrt(300) = .094.
 */
export const defaultShiftPolicy: ShiftPolicy = { alpha: 0.01, minimumShift: 0.1 };

/**
 * Drift that is both no chance and no trifle, for all columns of a window: the p-value (KS for numbers, chi-square of
 * homogeneity for categories) must be below alpha after Holm's adjustment, and the shift (KS's D, total variation: the
 * share of the rows that must move to undo it) at least `minimumShift`. With many rows the first alone finds everything,
 * with few the second alone finds noise.
 */
export function shiftVerdicts(
  comparisons: ReadonlyMap<string, ColumnComparison>,
  { alpha, minimumShift }: ShiftPolicy = defaultShiftPolicy,
): ReadonlyMap<string, ShiftVerdict> {
  const columns = [...comparisons];
  const adjusted = adjustByHolm(columns.map(([, comparison]) => pValueOf(comparison)));
  const verdicts = columns.map(([name, comparison], index) => {
    const score = comparison.kind === 'numeric' ? comparison.ks : comparison.totalVariation;
    const adjustedPValue = adjusted[index]!;
    const drifted = adjustedPValue < alpha && score >= minimumShift;
    return [name, { drifted, test: 'significant-shift', score, threshold: minimumShift, adjustedPValue }] as const;
  });
  return new Map(verdicts);
}

export interface ShiftVerdict extends Verdict {
  readonly adjustedPValue: number;
}

const pValueOf = (comparison: ColumnComparison): number =>
  comparison.kind === 'numeric' ? comparison.ksPValue : comparison.homogeneity.pValue;
