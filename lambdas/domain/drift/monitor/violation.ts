/** What `constraint_violations.json` calls a violation; the last four are ours, since Model Monitor has no such check. */
export type ViolationCheck =
  | 'baseline_drift_check'
  | 'missing_column_check'
  | 'extra_column_check'
  | 'data_type_check'
  | 'class_performance_check'
  | 'prediction_mix_check'
  | 'regression_performance_check'
  | 'prediction_drift_check';

export interface Violation {
  readonly feature_name: string;
  readonly constraint_check_type: ViolationCheck;
  readonly description: string;
}

/** What holds for the answers of a workload's kind: its part of each document. */
export interface AnswerDocuments {
  readonly statistics: Readonly<Record<string, unknown>>;
  readonly performance: unknown;
  readonly constraints: Readonly<Record<string, unknown>>;
  readonly violations: readonly Violation[];
}

export const digits = (value: number): string => value.toFixed(3);
