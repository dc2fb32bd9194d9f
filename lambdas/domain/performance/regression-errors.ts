/** Sums of a regression's errors; merge by addition of moments, in any order up to rounding. */
export interface RegressionErrors {
  readonly count: number;
  /** Pairs of which one is not finite; in no sum. */
  readonly skipped: number;
  /** Of predicted - actual. */
  readonly sumOfErrors: number;
  readonly sumOfAbsolutes: number;
  readonly sumOfSquares: number;
  readonly meanActual: number;
  /** Of (actual - mean)^2. */
  readonly spreadOfActual: number;
}

export const noErrors: RegressionErrors = {
  count: 0,
  skipped: 0,
  sumOfErrors: 0,
  sumOfAbsolutes: 0,
  sumOfSquares: 0,
  meanActual: 0,
  spreadOfActual: 0,
};

/** @param actual what was true @param predicted of the same rows */
export function measureErrors(actual: ArrayLike<number>, predicted: ArrayLike<number>): RegressionErrors {
  const sums = { ...noErrors } as { -readonly [Name in keyof RegressionErrors]: number };
  for (let row = 0; row < actual.length; row++) {
    const error = predicted[row]! - actual[row]!;
    if (!Number.isFinite(error)) {
      sums.skipped++;
      continue;
    }
    sums.count++;
    sums.sumOfErrors += error;
    sums.sumOfAbsolutes += Math.abs(error);
    sums.sumOfSquares += error * error;
    // Welford 1962: a difference of two large sums would lose the spread of values far from 0.
    const fromOldMean = actual[row]! - sums.meanActual;
    sums.meanActual += fromOldMean / sums.count;
    sums.spreadOfActual += fromOldMean * (actual[row]! - sums.meanActual);
  }
  return sums;
}

/** The errors of all rows of both (Chan, Golub & LeVeque 1979). */
export function mergeErrors(one: RegressionErrors, other: RegressionErrors): RegressionErrors {
  const count = one.count + other.count;
  const apart = other.meanActual - one.meanActual;
  const share = count === 0 ? 0 : other.count / count;
  return {
    count,
    skipped: one.skipped + other.skipped,
    sumOfErrors: one.sumOfErrors + other.sumOfErrors,
    sumOfAbsolutes: one.sumOfAbsolutes + other.sumOfAbsolutes,
    sumOfSquares: one.sumOfSquares + other.sumOfSquares,
    meanActual: one.meanActual + apart * share,
    spreadOfActual: one.spreadOfActual + other.spreadOfActual + apart * apart * share * one.count,
  };
}

export interface RegressionScores {
  readonly samples: number;
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  /** Mean of predicted - actual. */
  readonly bias: number;
  /** 1 - MSE / variance: 0 is the mean's own error; null where all true values are equal. */
  readonly r2: number | null;
}

/** Null without a row. */
export function scoreErrors(errors: RegressionErrors): RegressionScores | null {
  const { count, sumOfErrors, sumOfAbsolutes, sumOfSquares, spreadOfActual } = errors;
  if (count === 0) return null;
  const mse = sumOfSquares / count;
  return {
    samples: count,
    mse,
    rmse: Math.sqrt(mse),
    mae: sumOfAbsolutes / count,
    bias: sumOfErrors / count,
    r2: spreadOfActual > 0 ? 1 - sumOfSquares / spreadOfActual : null,
  };
}
