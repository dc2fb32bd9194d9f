import type { MetricAlarm as DescribedAlarm, Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AlarmDefinitionError } from './errors';
import type { Comparison, MetricAlarm, MetricIdentity, MissingDataTreatment, Query } from './model';
import { requireStatistic } from './statistics';

const COMPARISONS: readonly string[] = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] satisfies readonly Comparison[];
const TREATMENTS: readonly string[] = [
  'missing',
  'ignore',
  'breaching',
  'notBreaching',
] satisfies readonly MissingDataTreatment[];

/**
 * What DescribeAlarms says about one metric alarm, in the engine's words.
 * @throws AlarmDefinitionError for what CloudWatch refuses (M > N, periods that differ) and for what this engine does
 *   not evaluate (anomaly detection, Metrics Insights, other accounts).
 */
export function metricAlarmOf(described: DescribedAlarm): MetricAlarm {
  const name = described.AlarmName ?? '';
  const queries = described.Metrics?.length ? described.Metrics.map(queryOf) : [plainQuery(described)];
  const evaluationPeriods = described.EvaluationPeriods ?? 1;
  const datapointsToAlarm = described.DatapointsToAlarm ?? evaluationPeriods;
  requireWithin({ evaluationPeriods, datapointsToAlarm });
  return {
    name,
    queries: requireOneReturned(queries),
    periodSeconds: periodOf(described),
    evaluationPeriods,
    datapointsToAlarm,
    threshold: requireThreshold(described),
    comparison: oneOf('ComparisonOperator', described.ComparisonOperator, COMPARISONS) as Comparison,
    treatMissingData: oneOf(
      'TreatMissingData',
      described.TreatMissingData ?? 'missing',
      TREATMENTS,
    ) as MissingDataTreatment,
    lowSampleCountPercentile: described.EvaluateLowSampleCountPercentile === 'ignore' ? 'ignore' : 'evaluate',
  };
}

function oneOf(where: string, value: string | undefined, allowed: readonly string[]): string {
  if (value !== undefined && allowed.includes(value)) return value;
  throw new AlarmDefinitionError(
    `${where} must be ${allowed.join(', ')}, got ${value}; anomaly detection is not evaluated on the laptop cloud`,
  );
}

function requireThreshold({ Threshold }: DescribedAlarm): number {
  if (Threshold !== undefined && Number.isFinite(Threshold)) return Threshold;
  throw new AlarmDefinitionError(`Threshold must be a number, got ${Threshold}; set it`);
}

function requireWithin({ evaluationPeriods, datapointsToAlarm }: Record<string, number>): void {
  if (Number(datapointsToAlarm) <= Number(evaluationPeriods)) return;
  throw new AlarmDefinitionError(
    `DatapointsToAlarm must be at most EvaluationPeriods (${evaluationPeriods}), got ${datapointsToAlarm}; lower it`,
  );
}

function requireOneReturned(queries: readonly Query[]): readonly Query[] {
  const returned = queries.filter(query => query.returned).length;
  if (returned === 1) return queries;
  throw new AlarmDefinitionError(
    `Metrics: exactly one query must have ReturnData, got ${returned}; set ReturnData false on the others`,
  );
}

/** All periods of one alarm are the same; an expression has the period of its metrics. */
function periodOf(described: DescribedAlarm): number {
  const periods = described.Metrics?.length
    ? described.Metrics.map(query => query.MetricStat?.Period).filter(period => period !== undefined)
    : [described.Period ?? 60];
  const [period, ...others] = [...new Set(periods)];
  if (period !== undefined && others.length === 0) return period;
  throw new AlarmDefinitionError(
    `Metrics: all metrics must have one Period, got ${periods.join(', ') || 'none'}; use the same one`,
  );
}

function identity(Namespace = '', MetricName = '', dimensions: readonly Dimension[] = []): MetricIdentity {
  return {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(dimensions.map(({ Name = '', Value = '' }) => [Name, Value])),
  };
}

function plainQuery(described: DescribedAlarm): Query {
  const statistic = described.ExtendedStatistic ?? described.Statistic ?? 'Average';
  requireStatistic(statistic);
  return {
    kind: 'metric',
    id: 'm1',
    metric: identity(described.Namespace, described.MetricName, described.Dimensions),
    statistic,
    ...(described.Unit && { unit: described.Unit }),
    returned: true,
  };
}

function queryOf(query: MetricDataQuery): Query {
  const { Id: id = '', MetricStat: stat, Expression: expression, AccountId } = query;
  const returned = query.ReturnData ?? true;
  if (AccountId) {
    throw new AlarmDefinitionError(`query ${id}: AccountId must be absent, got ${AccountId}; remove it`);
  }
  if (expression) {
    if (/^\s*SELECT\b/i.test(expression)) {
      throw new AlarmDefinitionError(`query ${id}: it must be metric math, got Metrics Insights; name the metrics`);
    }
    return { kind: 'expression', id, expression, returned };
  }
  const statistic = stat?.Stat ?? 'Average';
  requireStatistic(statistic);
  const metric = identity(stat?.Metric?.Namespace, stat?.Metric?.MetricName, stat?.Metric?.Dimensions);
  return { kind: 'metric', id, metric, statistic, ...(stat?.Unit && { unit: stat.Unit }), returned };
}
