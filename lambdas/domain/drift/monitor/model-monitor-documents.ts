import type { WatchedPlan } from '../../../contracts/drift-policy';
import { classDocuments } from './class-documents';
import type { ColumnReport, ComparedColumn } from './column-report';
import { regressionDocuments } from './regression-documents';
import { type AnswerDocuments, digits, type Violation } from './violation';
import type { WindowReport } from './window-report';

const ofAnswers = (report: WindowReport): AnswerDocuments =>
  report.kind === 'numbers' ? regressionDocuments(report) : classDocuments(report);

/** `statistics.json`: Model Monitor's shape, with bins of the baseline; what has none there is under `everloop`. */
export function statisticsDocument(report: WindowReport): unknown {
  const { own, quality, version, versions, predictions, found } = report;
  const { statistics, performance } = ofAnswers(report);
  return {
    version: 0,
    dataset: { item_count: predictions },
    features: (own?.columns ?? []).flatMap(column => (column.kind === 'compared' ? [featureOf(column)] : [])),
    ...statistics,
    everloop: { from: report.from, to: report.to, version, versions, found, quality, performance },
  };
}

function featureOf({ name, mean, samples, missing, histogram }: ComparedColumn) {
  const rows = samples.current / Math.max(1 - missing.current, Number.MIN_VALUE);
  const common = { num_present: samples.current, num_missing: Math.round(rows - samples.current) };
  const { labels, current } = histogram;
  if (mean === null) {
    const buckets = labels.map((value, bin) => ({ value, count: current[bin]! })).filter(({ count }) => count > 0);
    const distribution = { categorical: { buckets } };
    return {
      name,
      inferred_type: 'String',
      string_statistics: { common, distinct_count: buckets.length, distribution },
    };
  }
  const edges = labels.slice(0, -1).map(Number);
  const buckets = current.map((count, bin) => ({
    lower_bound: edges[bin - 1] ?? null,
    upper_bound: edges[bin] ?? null,
    count,
  }));
  const distribution = { kll: { buckets } };
  return { name, inferred_type: 'Fractional', numerical_statistics: { common, mean: mean.current, distribution } };
}

/** `constraints.json`: what a window of this version must keep to. */
export function constraintsDocument(report: WindowReport, { policy }: Pick<WatchedPlan, 'policy'>): unknown {
  return {
    version: 0,
    features: (report.own?.columns ?? [])
      .filter(({ kind }) => kind !== 'extra-column')
      .map(column => ({
        name: column.name,
        inferred_type: column.kind === 'compared' && column.mean === null ? 'String' : 'Fractional',
        completeness: column.kind === 'compared' ? 1 - column.missing.reference : null,
      })),
    ...ofAnswers(report).constraints,
    monitoring_config: {
      distribution_constraints: {
        perform_comparison: 'Enabled',
        comparison_threshold: 0.1,
        comparison_method: 'SignificantShift',
      },
    },
    everloop: { policy },
  };
}

/** `constraint_violations.json`: what it did not keep to, in the order of the report. */
export function violationsDocument(report: WindowReport): { readonly violations: readonly Violation[] } {
  return { violations: [...ofAnswers(report).violations, ...(report.own?.columns ?? []).flatMap(violationsOf)] };
}

function violationsOf(column: ColumnReport): Violation[] {
  const { name: feature_name } = column;
  if (column.kind === 'missing-column') {
    return [
      { feature_name, constraint_check_type: 'missing_column_check', description: 'The window has no such column' },
    ];
  }
  if (column.kind === 'extra-column') {
    return [
      { feature_name, constraint_check_type: 'extra_column_check', description: 'The baseline has no such column' },
    ];
  }
  if (column.kind === 'changed-kind') {
    return [
      { feature_name, constraint_check_type: 'data_type_check', description: 'Numbers became names, or names numbers' },
    ];
  }
  if (column.kind !== 'compared' || !column.drifted) return [];
  const { score, threshold, adjustedPValue } = column;
  const description = `Share of rows that moved must be below ${threshold}, got ${digits(score)} (adjusted p ${adjustedPValue.toExponential(1)})`;
  return [{ feature_name, constraint_check_type: 'baseline_drift_check', description }];
}
