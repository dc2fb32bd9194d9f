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

const once = { Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' };
const over = { ...once, ComparisonOperator: 'GreaterThanThreshold' };

/**
 * PutMetricAlarm requests that watch the new fleet only, by the dimension of its configuration. Alarms of the endpoint as a
 * whole see the old fleet too: after drift they are in ALARM already and would block the repair. No requests is no fault.
 */
export const guardrailAlarms = (deployment: Deployment): readonly Request[] => [
  errorsAlarm(deployment),
  latencyAlarm(deployment),
  goldenAlarm(deployment),
];

const describe = (fact: string, { names }: Deployment) =>
  `${fact} while ${names.config} takes over. Runbook: docs/runbook.md#release-guardrails`;

/** SageMaker's own metrics of the new fleet. */
const fleetMetric = ({ names }: Deployment) => ({
  Namespace: 'AWS/SageMaker',
  Dimensions: [
    { Name: 'EndpointName', Value: names.endpoint },
    { Name: 'VariantName', Value: variantName },
    { Name: 'EndpointConfigName', Value: names.config },
  ],
});

const errorsAlarm = (deployment: Deployment): Request => ({
  ...fleetMetric(deployment),
  ...over,
  AlarmName: guardrailNames(deployment).errors,
  AlarmDescription: describe('The new fleet answers with server errors', deployment),
  MetricName: 'Invocation5XXErrors',
  // The mean of ones and noughts is the share of errors.
  Statistic: 'Average',
  Threshold: deployment.guardrails.maxErrorShare,
});

const latencyAlarm = (deployment: Deployment): Request => ({
  ...fleetMetric(deployment),
  ...over,
  AlarmName: guardrailNames(deployment).latency,
  AlarmDescription: describe('The new fleet is slow', deployment),
  MetricName: 'ModelLatency',
  ExtendedStatistic: 'p95',
  // Microseconds.
  Threshold: deployment.guardrails.maxModelLatencyMs * 1000,
});

const goldenAlarm = (deployment: Deployment): Request => ({
  ...over,
  AlarmName: guardrailNames(deployment).golden,
  AlarmDescription: describe('The new fleet names too few golden images rightly', deployment),
  Namespace: metricNamespace,
  MetricName: servingMetrics.goldenBreach,
  Dimensions: [{ Name: configDimension, Value: deployment.names.config }],
  Statistic: 'Maximum',
  Threshold: 0,
});
