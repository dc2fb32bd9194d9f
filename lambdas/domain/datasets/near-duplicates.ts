/** Two 64-bit hashes as four 32-bit numbers. */
type Bits = readonly [number, number, number, number];

export interface Hashes {
  readonly perceptualHash: string;
  readonly differenceHash: string;
}

const bitsOf = ({ perceptualHash: p, differenceHash: d }: Hashes): Bits => [
  Number.parseInt(p.slice(0, 8), 16) | 0,
  Number.parseInt(p.slice(8), 16) | 0,
  Number.parseInt(d.slice(0, 8), 16) | 0,
  Number.parseInt(d.slice(8), 16) | 0,
];

/** Number of ones of a 32-bit number (Warren, Hacker's Delight, 5-1). */
function ones(value: number): number {
  const pairs = value - ((value >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** The four 16-bit bands of the perceptual hash: hashes that differ in at most 3 bits share one of them. */
const bandsOf = ([high, low]: Bits): number[] =>
  [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff].map((band, index) => index * 0x10000 + band);

const isNear = (one: Bits, other: Bits, most: number): boolean =>
  ones(one[0] ^ other[0]) + ones(one[1] ^ other[1]) <= most &&
  ones(one[2] ^ other[2]) + ones(one[3] ^ other[3]) <= most;

/**
 * Tells whether a picture looks like one of `known`: both hashes within `bits` (0 to 3). Finds resized and re-encoded
 * copies; is blind to crops, flips and rotations, as the hashes are.
 */
export function nearDuplicateFinder(known: readonly Hashes[], bits: number): (picture: Hashes) => boolean {
  const byBand = new Map<number, Bits[]>();
  for (const one of known.map(bitsOf)) {
    for (const band of bandsOf(one)) {
      const there = byBand.get(band);
      if (there) there.push(one);
      else byBand.set(band, [one]);
    }
  }
  return picture => {
    const own = bitsOf(picture);
    return bandsOf(own).some(band => byBand.get(band)?.some(one => isNear(one, own, bits)));
  };
}
