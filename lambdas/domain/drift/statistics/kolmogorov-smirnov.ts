import { kolmogorovTail } from './kolmogorov-distribution';

/** How a p-value is computed; 'auto' is exact while no sample is larger than 10,000, as in scipy. */
export type KsMethod = 'auto' | 'exact' | 'asymptotic';

export interface KsSizes {
  readonly n: number;
  readonly m: number;
}

const largestExact = 10_000;

/**
 * P(D >= d) of two samples of one continuous distribution. With ties it is too large, never too small. Asymptotic: the
 * one-sample distribution at round(n m / (n + m)), as scipy.
 *
 * @param d 0 to 1
 * @param sizes >= 1
 */
export function ksPValue(d: number, { n, m }: KsSizes, method: KsMethod = 'auto'): number {
  const exact = method === 'exact' || (method === 'auto' && Math.max(n, m) <= largestExact);
  if (exact) return exactPValue(d, n >= m ? { n, m } : { n: m, m: n });
  return kolmogorovTail(d, Math.max(1, roundHalfEven((n * m) / (n + m))));
}

/**
 * The share of the lattice paths from (0, 0) to (n, m) that leave the band |x/n - y/m| < d (Hodges 1957): a path ends
 * in (x, y) from the left with probability x / (x + y). Steps: n times the width of the band.
 *
 * @param sizes n >= m
 */
function exactPValue(d: number, { n, m }: KsSizes): number {
  const divisor = greatestDivisor(n, m);
  const [stepX, stepY] = [m / divisor, n / divisor];
  // In units of 1 / lcm, in which all differences are integers.
  const h = Math.round(d * stepX * n);
  if (h === 0) return 1;
  const outside = new Float64Array(m + 1).fill(1);
  for (let y = 0; y <= m && y * stepY < h; y++) outside[y] = 0;
  for (let x = 1; x <= n; x++) {
    const first = Math.max(0, Math.floor((x * stepX - h) / stepY) + 1);
    const last = Math.min(m, Math.ceil((x * stepX + h) / stepY) - 1);
    let below = first === 0 ? 0 : 1;
    for (let y = first; y <= last; y++) {
      below = (outside[y]! * x + below * y) / (x + y);
      outside[y] = below;
    }
  }
  return outside[m]!;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** As numpy rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
