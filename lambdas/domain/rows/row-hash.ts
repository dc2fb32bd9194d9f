/**
 * 32-bit hash of bytes. The substitution table comes from a seed that the sender of a file can't choose freely (the
 * file's own SHA-256), so that nobody can prepare rows that all collide and make look-ups quadratic.
 */
const multiplier = 0x9e3779b1;
/** Stands between two fields, so that `ab,c` and `a,bc` differ. */
const fieldEnd = 256;

export class RowHash {
  private readonly table = new Int32Array(257);

  constructor(seed: Uint8Array) {
    let state = 0;
    for (const byte of seed) state = Math.imul(state ^ byte, multiplier) + 1;
    for (let index = 0; index < this.table.length; index++) {
      // splitmix32: the additive constant is the golden ratio, the multipliers are those of MurmurHash3's finalizer.
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      this.table[index] = mixed ^ (mixed >>> 16);
    }
  }

  of(bytes: Uint8Array, start: number, stop: number): number {
    return this.extend(0, { bytes, start, stop }) >>> 0;
  }

  /** Adds one field to the hash of the fields before it. */
  extend(hash: number, { bytes, start, stop }: { bytes: Uint8Array; start: number; stop: number }): number {
    const { table } = this;
    let mixed = hash;
    for (let index = start; index < stop; index++) {
      mixed = Math.imul(mixed ^ table[bytes[index]!]!, multiplier);
      mixed ^= mixed >>> 15;
    }
    return Math.imul(mixed ^ table[fieldEnd]!, multiplier);
  }
}
