const firstSeconds = 5;

/** How long an image waits for its endpoint before it is looked at again: 5 s, 10 s, 20 s, … up to `longestSeconds`. */
export const waitSeconds = (waits: number, longestSeconds: number): number =>
  Math.min(longestSeconds, firstSeconds * 2 ** Math.min(waits, 16));
