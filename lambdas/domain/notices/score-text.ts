/** Shares are cut, not rounded: a score below its floor must not look as if it reached it. */
export const scoreText = (value: number): string =>
  value >= 0 && value <= 1 ? (Math.floor(value * 1000 + 1e-9) / 1000).toFixed(3) : value.toPrecision(4);
