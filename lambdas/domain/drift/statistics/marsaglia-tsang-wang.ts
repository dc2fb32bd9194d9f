/** A square matrix as rows, times 10^exponent, so that powers stay in range. */
interface Scaled {
  readonly rows: Float64Array;
  readonly exponent: number;
}

/**
 * P(D < d) of the one-sample Kolmogorov statistic, exact (Durbin 1973): an entry of the n-th power of a matrix of side
 * 2 ceil(n d) - 1 (Marsaglia, Tsang & Wang, Evaluating Kolmogorov's Distribution, 2003). For n d up to about 30.
 *
 * @param d 0 to 1
 * @param n sample size, integer >= 1
 */
export function marsagliaTsangWang(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const side = 2 * k - 1;
  const power = matrixPower({ rows: stepMatrix(k - n * d, side), exponent: 0 }, { side, n, center: k - 1 });
  let probability = power.rows[(k - 1) * side + k - 1]!;
  let exponent = power.exponent;
  // times n! / n^n
  for (let i = 1; i <= n; i++) {
    probability *= i / n;
    if (probability < 1e-140) {
      probability *= 1e140;
      exponent -= 140;
    }
  }
  return probability * 10 ** exponent;
}

/** @param h k - n d, 0 to 1 */
function stepMatrix(h: number, side: number): Float64Array {
  const rows = new Float64Array(side * side);
  for (let i = 0; i < side; i++) for (let j = 0; j < side; j++) rows[i * side + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < side; i++) {
    rows[i * side] = rows[i * side]! - h ** (i + 1);
    rows[(side - 1) * side + i] = rows[(side - 1) * side + i]! - h ** (side - i);
  }
  const corner = (side - 1) * side;
  rows[corner] = rows[corner]! + (2 * h - 1 > 0 ? (2 * h - 1) ** side : 0);
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      for (let divisor = 1; divisor <= i - j + 1; divisor++) rows[i * side + j] = rows[i * side + j]! / divisor;
    }
  }
  return rows;
}

interface Shape {
  readonly side: number;
  readonly n: number;
  /** Row and column of the largest entries. */
  readonly center: number;
}

function matrixPower(matrix: Scaled, { side, n, center }: Shape): Scaled {
  if (n === 1) return matrix;
  const half = matrixPower(matrix, { side, n: Math.floor(n / 2), center });
  const square = multiply(half.rows, half.rows, side);
  let rows = n % 2 === 0 ? square : multiply(matrix.rows, square, side);
  let exponent = 2 * half.exponent;
  if (rows[center * side + center]! > 1e140) {
    rows = rows.map(entry => entry * 1e-140);
    exponent += 140;
  }
  return { rows, exponent };
}

function multiply(one: Float64Array, other: Float64Array, side: number): Float64Array {
  const product = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let k = 0; k < side; k++) {
      const factor = one[i * side + k]!;
      for (let j = 0; j < side; j++) product[i * side + j] = product[i * side + j]! + factor * other[k * side + j]!;
    }
  }
  return product;
}
