/**
 * 32-bit hash of bytes. The substitution table comes from a seed that the sender of a file can't choose freely (the
 * file's own SHA-256), so that nobody can prepare rows that all collide and make look-ups quadratic.
 */
const multiplier = 0x9e3779b1;
/** Stands between two fields, so that `ab,c` and `a,bc` differ. */
const fieldEnd = 256;

export class RowHash {
  /** Hash of the fields added so far, a signed 32-bit integer. */
  value = 0;
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
    this.value = 0;
    this.add(bytes, start, stop);
    return this.value;
  }

  /** Adds one field to `value`; set that to 0 before a row's first. */
  add(bytes: Uint8Array, start: number, stop: number): void {
    const { table } = this;
    let mixed = this.value;
    for (let index = start; index < stop; index++) {
      mixed = Math.imul(mixed ^ table[bytes[index]!]!, multiplier);
      mixed ^= mixed >>> 15;
    }
    this.value = Math.imul(mixed ^ table[fieldEnd]!, multiplier);
  }
}
