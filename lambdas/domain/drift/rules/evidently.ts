import type { ColumnComparison } from '../compare/column-comparison';
import { mostKept } from '../profile/column-profile';
import { compareProportions } from '../statistics/two-proportions';
import type { Verdict } from './verdict';

const significance = 0.05;
const distance = 0.1;

/**
 * Evidently's default for a column (0.7, `_get_default_stattest`). Up to 1,000 rows of reference it asks whether the
 * difference can be chance: KS for more than 5 different numbers, chi-square for 3 to 5 and for categories, z-test for at
 * most 2 values. Above, where chance explains next to nothing any more, it asks whether the difference is large: Wasserstein
 * by the standard deviation, or the Jensen-Shannon distance for categories and up to 5 numbers.
 */
export function evidentlyVerdict(comparison: ColumnComparison): Verdict {
  const { kind, samples, distinctValues } = comparison;
  const small = samples.reference <= mostKept;
  if (kind === 'numeric' && distinctValues > 5) {
    if (!small) return above('wasserstein-normalised', comparison.wassersteinNormalised);
    const { ksPValue } = comparison;
    return { drifted: ksPValue <= significance, test: 'ks-p-value', score: ksPValue, threshold: significance };
  }
  if (!small) return above('jensen-shannon-nats', comparison.jensenShannonNats);
  if (distinctValues > 2) return below('chi-square-p-value', comparison.goodnessOfFit.pValue);
  return below('z-p-value', proportionsOf(comparison));
}

function above(test: 'wasserstein-normalised' | 'jensen-shannon-nats', score: number): Verdict {
  return { drifted: score >= distance, test, score, threshold: distance };
}

function below(test: 'chi-square-p-value' | 'z-p-value', score: number): Verdict {
  return { drifted: score < significance, test, score, threshold: significance };
}

/** One value against all others. */
function proportionsOf({ bins, samples }: ColumnComparison): number {
  const first = bins.reference.findIndex((count, bin) => count + bins.current[bin]! > 0);
  return compareProportions(
    { hits: bins.reference[first]!, trials: samples.reference },
    { hits: bins.current[first]!, trials: samples.current },
  ).pValue;
}

/** Evidently's rule for a table: it drifts when at least half of its columns do. */
export const evidentlyDriftShare = 0.5;

export interface TableVerdict {
  readonly drifted: boolean;
  readonly driftedColumns: number;
  /** Columns with a verdict: those without enough rows are not counted as undrifted. */
  readonly judgedColumns: number;
  readonly share: number;
}

/** @returns null when no column could be judged */
export function tableVerdict(verdicts: readonly Verdict[], driftShare: number): TableVerdict | null {
  if (verdicts.length === 0) return null;
  const driftedColumns = verdicts.filter(({ drifted }) => drifted).length;
  const share = driftedColumns / verdicts.length;
  return { drifted: share >= driftShare, driftedColumns, judgedColumns: verdicts.length, share };
}
