import type { DriftPolicy } from '../../../contracts/drift-policy';
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
  /** Of the predictions, 0 to 1; null without any. */
  readonly coverage: number | null;
  /** Null while there are too few labels. */
  readonly scores: RegressionScores | null;
  /** That RMSE must not exceed; null while nothing tells one. */
  readonly ceiling: number | null;
  readonly outcome: WindowOutcome;
}

export interface RegressionJudging {
  readonly policy: Pick<DriftPolicy, 'minimumLabels' | 'maxLoss'>;
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
    return truth === undefined || value === null ? [] : [{ truth, value }];
  });
  const errors = measureErrors(
    pairs.map(({ truth }) => truth),
    pairs.map(({ value }) => value),
  );
  const scores = errors.count < policy.minimumLabels ? null : scoreErrors(errors);
  const ceiling = goldenRmse === null || errors.count === 0 ? null : riseFrom(goldenRmse, errors.count, policy);
  const isKnown = scores !== null && ceiling !== null;
  return {
    labels: errors.count,
    coverage: answering.length === 0 ? null : errors.count / answering.length,
    scores,
    ceiling,
    outcome: !isKnown ? 'insufficient-data' : scores.rmse > ceiling ? 'breach' : 'ok',
  };
}

/**
 * Where a rise can't be chance any more: `maxLoss` of the golden RMSE above it, or three standard errors, whichever is
 * further. The standard error of the RMSE of n normal errors is about RMSE / sqrt(2 n).
 */
const riseFrom = (golden: number, samples: number, { maxLoss }: Pick<DriftPolicy, 'maxLoss'>): number =>
  golden * (1 + Math.max(maxLoss, 3 / Math.sqrt(2 * samples)));

/** What is known, at the window's end; nothing that is withheld. */
export function metricsOfRegression(workload: string, { scores }: RegressionPerformance, at: Date): MetricPoint[] {
  if (scores === null) return [];
  const figures: readonly (readonly [string, number | null])[] = [
    [regressionMetrics.mse, scores.mse],
    [regressionMetrics.rmse, scores.rmse],
    [regressionMetrics.mae, scores.mae],
    [regressionMetrics.r2, scores.r2],
  ];
  return figures.flatMap(([name, value]): MetricPoint[] =>
    value === null ? [] : [{ name, dimensions: { [workloadDimension]: workload }, value, unit: 'None', at }],
  );
}
