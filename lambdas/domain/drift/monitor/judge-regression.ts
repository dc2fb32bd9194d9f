import type { NumberDriftPolicy } from '../../../contracts/drift-policy';
import { regressionMetrics, workloadDimension } from '../../../contracts/metrics';
import { measureErrors, type RegressionScores, scoreErrors } from '../../performance/regression-errors';
import type { WindowOutcome } from '../rules/m-of-n';
import type { MetricPoint } from './window-metrics';

/** A prediction of a number. */
export interface PredictedValue {
  readonly inferenceId: string;
  /** Null when the model could not read the row. */
  readonly value: number | null;
}

export interface RegressionPerformance {
  /** Labelled predictions of which both numbers are finite. */
  readonly labels: number;
  /** Below so many the scores are withheld. */
  readonly minimumLabels: number;
  /** Of the predictions, 0 to 1; null without any. */
  readonly coverage: number | null;
  /** Null while there are too few labels. */
  readonly scores: RegressionScores | null;
  /** Of the version on the golden set; null when it is not known. */
  readonly goldenRmse: number | null;
  /** That RMSE must not exceed; null while nothing tells one. */
  readonly ceiling: number | null;
  readonly outcome: WindowOutcome;
}

export interface RegressionJudging {
  readonly policy: Pick<NumberDriftPolicy, 'minimumLabels' | 'maxLoss'> & Partial<Pick<NumberDriftPolicy, 'maxRmse'>>;
  /** RMSE of the version on the golden set; null when it is not known. */
  readonly goldenRmse: number | null;
}

/** @param answering rows of the version that is judged @param actual what was true of some of them, by inference id */
export function judgeRegression(
  answering: readonly PredictedValue[],
  actual: ReadonlyMap<string, number>,
  { policy, goldenRmse }: RegressionJudging,
): RegressionPerformance {
  const pairs = answering.flatMap(({ inferenceId, value }) => {
    const truth = actual.get(inferenceId);
    return truth === undefined || value === null || !Number.isFinite(value - truth) ? [] : [{ truth, value }];
  });
  const errors = measureErrors(
    pairs.map(({ truth }) => boundedNumber(truth)),
    pairs.map(({ value }) => boundedNumber(value)),
  );
  const scores = errors.count < policy.minimumLabels ? null : scoreErrors(errors);
  const ceiling = policy.maxRmse ?? riseFrom(goldenRmse, errors.count, policy);
  const isKnown = scores !== null && ceiling !== null;
  return {
    labels: errors.count,
    minimumLabels: policy.minimumLabels,
    coverage: answering.length === 0 ? null : errors.count / answering.length,
    scores,
    goldenRmse,
    ceiling,
    outcome: !isKnown ? 'insufficient-data' : scores.rmse > ceiling ? 'breach' : 'ok',
  };
}

/**
 * Where a rise can't be chance any more: `maxLoss` of the golden RMSE above it, or three standard errors, whichever is
 * further. The standard error of the RMSE of n normal errors is about RMSE / sqrt(2 n).
 */
function riseFrom(
  golden: number | null,
  samples: number,
  { maxLoss }: Pick<NumberDriftPolicy, 'maxLoss'>,
): number | null {
  return golden === null || samples === 0 ? null : golden * (1 + Math.max(maxLoss, 3 / Math.sqrt(2 * samples)));
}

/** CloudWatch takes no value beyond 2^360, 2.3e108: so large is the square of an error of 1e54. */
const largest = 1e50;

/** A number that can be squared, summed and published; what is larger is as wrong. */
export const boundedNumber = (value: number): number => Math.max(-largest, Math.min(largest, value));

/** What is known, at the window's end; nothing that is withheld. */
export function metricsOfRegression(
  workload: string,
  { scores, ceiling }: RegressionPerformance,
  at: Date,
): MetricPoint[] {
  if (scores === null) return [];
  const figures: readonly (readonly [string, number | null])[] = [
    [regressionMetrics.mse, scores.mse],
    [regressionMetrics.rmse, scores.rmse],
    [regressionMetrics.mae, scores.mae],
    [regressionMetrics.r2, scores.r2],
    [regressionMetrics.bias, scores.bias],
    [regressionMetrics.ceiling, ceiling],
  ];
  return figures.flatMap(([name, value]): MetricPoint[] =>
    value === null ? [] : [{ name, dimensions: { [workloadDimension]: workload }, value, unit: 'None', at }],
  );
}
