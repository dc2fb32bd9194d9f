/** 2,048 registers: the standard error of the estimate is 1.04 / sqrt(2048) = 2.3 %. */
const indexBits = 11;
export const registers = 1 << indexBits;
export const rankBits = 32 - indexBits;

/**
 * How many different values there were, in 2,048 bytes (HyperLogLog: Flajolet et al. 2007). The union of two is the larger
 * value of each register, exactly. Hashes have 32 bits: above some 1e8 values the estimate falls behind.
 */
export const emptySketch = (): Uint8Array => new Uint8Array(registers);

export function unionOfSketches(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((rank, register) => (rank > other[register]! ? rank : other[register]!));
}

export function addText(sketch: Uint8Array, text: string): void {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
    hash = (hash << 13) | (hash >>> 19);
  }
  addHash(sketch, Math.imul(hash, 0x85ebca6b));
}

export const mixBits = (weak: number): number => Math.imul(weak ^ (weak >>> 15), 0xc2b2ae35);

/** The upper bits of the mixed ones choose a register, the leading zeros of the others are its rank. */
function addHash(sketch: Uint8Array, weak: number): void {
  const hash = mixBits(weak);
  const rank = Math.clz32((hash << indexBits) | (1 << (indexBits - 1))) + 1;
  const register = hash >>> rankBits;
  if (rank > sketch[register]!) sketch[register] = rank;
}

/** The estimate by Ertl (New cardinality estimation algorithms for HyperLogLog sketches, 2017): no bias at any size. */
export function estimateDistinct(sketch: Uint8Array): number {
  const histogram = new Float64Array(rankBits + 2);
  for (const rank of sketch) histogram[rank]!++;
  let z = registers * tau(1 - histogram[rankBits + 1]! / registers);
  for (let rank = rankBits; rank >= 1; rank--) z = (z + histogram[rank]!) / 2;
  z += registers * sigma(histogram[0]! / registers);
  return (registers / (2 * Math.LN2)) * (registers / z);
}

/** x + the sum over k >= 1 of x^(2^k) 2^(k - 1); infinite at 1: nothing was added. */
function sigma(x: number): number {
  if (x === 1) return Infinity;
  let [power, weight, sum, before] = [x, 1, x, -1];
  while (sum !== before) {
    before = sum;
    power *= power;
    sum += power * weight;
    weight *= 2;
  }
  return sum;
}

/** (1 - x - the sum over k >= 1 of (1 - x^(2^-k))^2 2^-k) / 3 */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let [root, weight, sum, before] = [x, 1, 1 - x, -1];
  while (sum !== before) {
    before = sum;
    root = Math.sqrt(root);
    weight /= 2;
    sum -= (1 - root) ** 2 * weight;
  }
  return sum / 3;
}
