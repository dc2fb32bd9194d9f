import { marsagliaTsangWang } from './marsaglia-tsang-wang';

/**
 * P(D > d) of the one-sample, two-sided Kolmogorov statistic, chosen by region as Simard & L'Ecuyer (Computing the
 * Two-Sided Kolmogorov-Smirnov Distribution, 2011) advise; scipy's `kstwo.sf` to 1e-9.
 *
 * @param d 0 to 1
 * @param n sample size, integer >= 1
 */
export function kolmogorovTail(d: number, n: number): number {
  const t = n * d;
  if (d >= 1) return 0;
  if (t <= 0.5) return 1;
  const square = t * d;
  // Both one-sided events at once are impossible from .5 on, and rarer than 1e-6 of their sum in the other two regions.
  if (d >= 0.5 || square >= (n <= 140 ? 4 : 2.2)) {
    if (square >= 370) return 0; // below 1e-300
    return Math.min(1, 2 * (n <= mostTerms ? smirnovTail(d, n) : smirnovIntegral(d, n)));
  }
  const cumulative =
    n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4) ? marsagliaTsangWang(d, n) : pelzGood(d * Math.sqrt(n), n);
  return Math.min(1, Math.max(0, 1 - cumulative));
}

/**
 * P(D+ > d), exact: d * sum over j <= n (1 - d) of C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) (Birnbaum & Tingey 1951).
 * All terms are positive; logarithms keep them in range.
 */
function smirnovTail(d: number, n: number): number {
  let sum = 0;
  let logChoose = 0;
  const last = Math.floor(n * (1 - d));
  for (let j = 0; j <= last; j++) {
    const left = d + j / n;
    const right = 1 - left;
    if (right > 0) sum += Math.exp(logChoose + (j - 1) * Math.log(left) + (n - j) * Math.log(right));
    else if (j === n) sum += left ** (n - 1);
    logChoose += Math.log((n - j) / (j + 1));
  }
  return d * sum;
}

/** Sample sizes up to which the sum is taken term by term. */
const mostTerms = 4_000;
const nodes = 1_024;

/**
 * The same sum for many terms: they are a smooth function of j that vanishes at both ends with all of its derivatives, so
 * that the sum is its integral, and 1,024 nodes give it to the last digits (Euler & Maclaurin). Factorials by Stirling.
 */
function smirnovIntegral(d: number, n: number): number {
  let sum = 0;
  for (let node = 1; node < nodes; node++) {
    const share = (node / nodes) * (1 - d);
    const j = share * n;
    const exponent = j * Math.log1p(d / share) + (n - j) * Math.log1p(-d / (1 - share));
    const stirling = stirlingRest(n) - stirlingRest(j) - stirlingRest(n - j);
    sum += (Math.exp(exponent + stirling) * Math.sqrt(n / (2 * Math.PI * j * (n - j)))) / (d + share);
  }
  return (d * sum * n * (1 - d)) / nodes;
}

/** log m! less Stirling's (m log m - m + log(2 pi m) / 2). */
const stirlingRest = (m: number): number => 1 / (12 * m) - 1 / (360 * m ** 3);

/** P(D <= z / sqrt n) by Pelz & Good's series (1976): K0 + K1 / sqrt n + K2 / n + K3 / n^1.5. */
function pelzGood(z: number, n: number): number {
  const pi2 = Math.PI ** 2;
  const z2 = z * z;
  const [z4, z6, z8] = [z2 ** 2, z2 ** 3, z2 ** 4];
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  // Terms fall as exp(-pi^2 k^2 / (2 z^2)); z < 4.3 here, so that the 21st is below 1e-45.
  for (let k = 0; k <= 20; k++) {
    const a = pi2 * (k + 0.5) ** 2;
    const half = Math.exp(-a / (2 * z2));
    k0 += half;
    k1 += (a - z2) * half;
    k2 += (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * a + (1 - 2 * z2) * a ** 2) * half;
    const cubic = (5 - 30 * z2) * a ** 3 + (212 * z4 - 60 * z2) * a ** 2 + (135 * z4 - 96 * z6) * a;
    k3 += (cubic - 30 * z6 - 90 * z8) * half;
    const b = pi2 * k * k;
    const whole = Math.exp(-b / (2 * z2));
    k2 -= 2 * z4 * b * whole;
    k3 += 30 * z4 * (3 * b * z2 - b ** 2) * whole;
  }
  const root = Math.sqrt(Math.PI / 2);
  const first = (2 * root * k0) / z + (root * k1) / (3 * z4 * Math.sqrt(n));
  return first + (root * k2) / (36 * z ** 7 * n) + (root * k3) / (3240 * z ** 10 * n ** 1.5);
}
