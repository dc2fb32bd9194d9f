import type { NumberWindowReport } from './number-report';
import { type AnswerDocuments, digits, type Violation } from './violation';

/** Model Monitor's documents of a regression: what the answers of a window add to them. */
export function regressionDocuments(report: NumberWindowReport): AnswerDocuments {
  const { performance, unit, contributors } = report;
  const { scores, ceiling } = performance;
  const rmse = ceiling === null ? {} : { rmse: { threshold: ceiling, comparison_operator: 'GreaterThanThreshold' } };
  const { mae = null, mse = null, rmse: found = null, r2 = null } = scores ?? {};
  const known = Object.entries({ mae, mse, rmse: found, r2 }).flatMap(([name, value]) =>
    value === null ? [] : [[name, { value }]],
  );
  return {
    statistics: { regression_metrics: Object.fromEntries(known) },
    performance: { ...performance, unit, contributors },
    constraints: { regression_constraints: rmse },
    violations: [...wrong(report), ...moved(report)],
  };
}

function wrong({ performance: { scores, ceiling, labels }, outcomes, unit }: NumberWindowReport): Violation[] {
  if (outcomes['rmse'] !== 'breach' || !scores) return [];
  const limit = `RMSE must be at most ${digits(ceiling ?? 0)} ${unit}`;
  const description = `${limit}, got ${digits(scores.rmse)} of ${labels} labels`;
  return [{ feature_name: '(prediction)', constraint_check_type: 'regression_performance_check', description }];
}

function moved({ outcomes }: NumberWindowReport): Violation[] {
  if (outcomes['prediction-drift'] !== 'breach') return [];
  const description = 'More predictions than the policy allows moved to other values';
  return [{ feature_name: '(prediction)', constraint_check_type: 'prediction_drift_check', description }];
}
