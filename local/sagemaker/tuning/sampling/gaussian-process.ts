/** A point of the unit cube; categories are spread over several coordinates (bayesian-sampler.ts). */
export type Point = readonly number[];

export interface Hyper {
  /** One for each coordinate. */
  readonly lengths: readonly number[];
  /** Variance of the noise; that of the signal is 1. */
  readonly noise: number;
}

const SQRT5 = Math.sqrt(5);

/** Matérn 5/2, the usual choice for hyper-parameters: smooth, but less so than a Gaussian (Snoek et al. 2012). */
function kernel(one: Point, other: Point, lengths: readonly number[]): number {
  let square = 0;
  for (let at = 0; at < one.length; at++) {
    const apart = ((one[at] as number) - (other[at] as number)) / (lengths[at] as number);
    square += apart * apart;
  }
  const distance = SQRT5 * Math.sqrt(square);
  return (1 + distance + (distance * distance) / 3) * Math.exp(-distance);
}

type Row = Float64Array;

/** Lower triangle L of a positive definite matrix: L·Lᵀ. */
function cholesky(matrix: readonly Row[]): readonly Row[] {
  const lower: Row[] = [];
  for (const [row, given] of matrix.entries()) {
    const mine = new Float64Array(row + 1);
    for (let column = 0; column <= row; column++) {
      const theirs = column === row ? mine : (lower[column] as Row);
      let sum = given[column] as number;
      for (let at = 0; at < column; at++) sum -= (mine[at] as number) * (theirs[at] as number);
      mine[column] = column === row ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (theirs[column] as number);
    }
    lower.push(mine);
  }
  return lower;
}

/** Solves L·x = b. */
function forward(lower: readonly Row[], right: ArrayLike<number>): Row {
  const solved = new Float64Array(lower.length);
  for (let row = 0; row < lower.length; row++) {
    const line = lower[row] as Row;
    let sum = right[row] as number;
    for (let at = 0; at < row; at++) sum -= (line[at] as number) * (solved[at] as number);
    solved[row] = sum / (line[row] as number);
  }
  return solved;
}

/** Solves Lᵀ·x = b. */
function backward(lower: readonly Row[], right: ArrayLike<number>): Row {
  const solved = Float64Array.from(right);
  for (let row = lower.length - 1; row >= 0; row--) {
    const value = (solved[row] as number) / ((lower[row] as Row)[row] as number);
    solved[row] = value;
    for (let at = 0; at < row; at++) solved[at] = (solved[at] as number) - ((lower[row] as Row)[at] as number) * value;
  }
  return solved;
}

function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

/** A Gaussian process with mean 0 and signal variance 1 (Rasmussen & Williams 2006, algorithm 2.1): scale values first. */
export class GaussianProcess {
  private readonly lower: readonly Row[];
  private readonly weights: Row;
  /** Of the values, given the points; larger is the better explanation. */
  readonly logLikelihood: number;

  /** @param points (n, d) @param values (n) */
  constructor(
    private readonly points: readonly Point[],
    private readonly values: readonly number[],
    private readonly hyper: Hyper,
  ) {
    const matrix = points.map((one, row) => {
      const line = new Float64Array(row + 1);
      for (let column = 0; column <= row; column++) line[column] = kernel(one, points[column] as Point, hyper.lengths);
      line[row] = 1 + hyper.noise;
      return line;
    });
    this.lower = cholesky(matrix);
    this.weights = backward(this.lower, forward(this.lower, values));
    const logDeterminant = this.lower.reduce((sum, row, at) => sum + Math.log(row[at] as number), 0);
    this.logLikelihood = -dot(values, this.weights) / 2 - logDeterminant - (values.length / 2) * Math.log(2 * Math.PI);
  }

  /** The same process with more points. */
  extended(points: readonly Point[], values: readonly number[]): GaussianProcess {
    return new GaussianProcess([...this.points, ...points], [...this.values, ...values], this.hyper);
  }

  /** Mean and standard deviation of the function, noise left out. */
  predict(point: Point): { readonly mean: number; readonly deviation: number } {
    const near = Float64Array.from(this.points, one => kernel(one, point, this.hyper.lengths));
    const explained = forward(this.lower, near);
    const variance = Math.max(1e-12, 1 - dot(explained, explained));
    return { mean: dot(near, this.weights), deviation: Math.sqrt(variance) };
  }
}
