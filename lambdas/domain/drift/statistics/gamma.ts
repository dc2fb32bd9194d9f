/** Lanczos' coefficients, g = 7, n = 9 (Godfrey 2001): relative error below 1e-14 for x > 0. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function. @param x > 0 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const t = shifted + 7.5;
  let sum = lanczos[0]!;
  for (let index = 1; index < lanczos.length; index++) sum += lanczos[index]! / (shifted + index);
  return Math.log(2 * Math.PI) / 2 + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

const epsilon = 1e-16;
/** Both expansions converge in about sqrt(a) steps where they are used; a <= 1e8 stays below this. */
const mostSteps = 100_000;

/**
 * Upper regularised incomplete gamma function Q(a, x), 0 to 1: series below x = a + 1, Lentz's continued fraction above
 * (Abramowitz & Stegun 6.5.29 and 6.5.31). @param a > 0 @param x >= 0
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * lowerSeries(a, x) : front * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step < mostSteps && term > sum * epsilon; step++) {
    term *= x / (a + step);
    sum += term;
  }
  return sum;
}

function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let step = 1; step < mostSteps; step++) {
    const an = -step * (step - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const delta = c * d;
    fraction *= delta;
    if (Math.abs(delta - 1) < epsilon * 4) break;
  }
  return fraction;
}

/** P(X > x) of a chi-square distribution. @param degrees of freedom, > 0 */
export const chiSquareTail = (x: number, degrees: number): number => upperGamma(degrees / 2, x / 2);

/** P(|Z| > |z|) of a standard normal distribution. */
export const normalTwoSided = (z: number): number => upperGamma(0.5, (z * z) / 2);
