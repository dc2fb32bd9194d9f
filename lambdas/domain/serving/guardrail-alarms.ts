import { type Deployment, variantName } from '../../contracts/deployment';
import { configDimension, metricNamespace, servingMetrics } from '../../contracts/metrics';
import type { Request } from './requests';

/** Names of the alarms of a deployment, one for each way in which a new fleet can be bad. */
export const guardrailNames = ({ names }: Pick<Deployment, 'names'>) => ({
  errors: `${names.config}-errors`,
  latency: `${names.config}-latency`,
  golden: `${names.config}-golden`,
});

export const guardrailNamesOf = (deployment: Pick<Deployment, 'names'>): readonly string[] =>
  Object.values(guardrailNames(deployment));

/**
 * PutMetricAlarm requests that watch the new fleet only, by the dimension of its configuration. Alarms of the endpoint as a
 * whole see the old fleet too: after drift they are in ALARM already and would block the repair. No requests is no fault.
 */
export function guardrailAlarms(deployment: Deployment): readonly Request[] {
  const { guardrails, names } = deployment;
  const named = guardrailNames(deployment);
  const fleet = {
    Namespace: 'AWS/SageMaker',
    Dimensions: [
      { Name: 'EndpointName', Value: names.endpoint },
      { Name: 'VariantName', Value: variantName },
      { Name: 'EndpointConfigName', Value: names.config },
    ],
  };
  const once = { Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' };
  const over = { ...once, ComparisonOperator: 'GreaterThanThreshold' };
  const describe = (fact: string) =>
    `${fact} while ${names.config} takes over. Runbook: docs/runbook.md#release-guardrails`;
  return [
    {
      ...fleet,
      ...over,
      AlarmName: named.errors,
      AlarmDescription: describe('The new fleet answers with server errors'),
      MetricName: 'Invocation5XXErrors',
      // The mean of ones and noughts is the share of errors.
      Statistic: 'Average',
      Threshold: guardrails.maxErrorShare,
    },
    {
      ...fleet,
      ...over,
      AlarmName: named.latency,
      AlarmDescription: describe('The new fleet is slow'),
      MetricName: 'ModelLatency',
      ExtendedStatistic: 'p95',
      // Microseconds.
      Threshold: guardrails.maxModelLatencyMs * 1000,
    },
    {
      ...over,
      AlarmName: named.golden,
      AlarmDescription: describe('The new fleet names too few golden images rightly'),
      Namespace: metricNamespace,
      MetricName: servingMetrics.goldenBreach,
      Dimensions: [{ Name: configDimension, Value: names.config }],
      Statistic: 'Maximum',
      Threshold: 0,
    },
  ];
}
