import { createHash } from 'node:crypto';

/** Numbers from 0 to below 1. */
export type Random = () => number;

/** A stream of random numbers (sfc32, 32 bits each) that the seeds alone decide. */
export function seededRandom(...seeds: readonly (string | number)[]): Random {
  const hash = createHash('sha256').update(JSON.stringify(seeds)).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map(at => hash.readInt32LE(at)) as [number, number, number, number];
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
}

/** Standard normal (Box-Muller). */
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
