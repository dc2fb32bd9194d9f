/** Uniform in [0, 1): xorshift32, so that the same seed gives the same defects everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The first `share` (0..1) of a file. */
export const firstShare = (bytes: Buffer, share: number): Buffer => bytes.subarray(0, Math.floor(bytes.length * share));

export const append = (bytes: Buffer, appendix: Buffer | string): Buffer =>
  Buffer.concat([bytes, typeof appendix === 'string' ? Buffer.from(appendix) : appendix]);

/** A changed copy; `change` gets the copy. */
export function altered(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

/** A copy whose bytes from..to (shares of the file, 0..1) come from `value`. */
export const overwritten = (bytes: Buffer, [from, to]: readonly [number, number], value: () => number): Buffer =>
  altered(bytes, copy => {
    const end = Math.floor(copy.length * to);
    for (let at = Math.floor(copy.length * from); at < end; at++) copy[at] = value();
  });

/** Flips `count` bits in the middle half; never next to or into 0xff, so that no JPEG marker appears or vanishes. */
export const bitsFlipped = (bytes: Buffer, count: number, random: () => number): Buffer =>
  altered(bytes, copy => {
    for (let flipped = 0; flipped < count; ) {
      const at = Math.floor(copy.length * (0.25 + random() / 2));
      const value = copy[at]! ^ (1 << Math.floor(random() * 8));
      if (copy[at] === 0xff || copy[at - 1] === 0xff || value === 0xff) continue;
      copy[at] = value;
      flipped++;
    }
  });
