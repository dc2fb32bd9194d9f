import type { ColumnComparison } from '../compare/column-comparison';
import { robustLInfinity } from '../statistics/l-infinity';
import type { Verdict } from './verdict';

/** `comparison_threshold` that Model Monitor suggests in constraints.json. */
const suggestedThreshold = 0.1;

/**
 * Model Monitor's `baseline_drift_check` with comparison_method Robust: the largest difference of the distribution
 * functions (numbers) or of a single share (categories), less what chance does, must not exceed the threshold.
 */
export function modelMonitorVerdict(comparison: ColumnComparison, threshold: number = suggestedThreshold): Verdict {
  const { reference: n, current: m } = comparison.samples;
  const distance = comparison.kind === 'numeric' ? comparison.ks : comparison.lInfinity;
  const score = robustLInfinity(distance, { n, m });
  return { drifted: score > threshold, test: 'robust-l-infinity', score, threshold };
}
