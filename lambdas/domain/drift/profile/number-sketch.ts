import { mixBits, rankBits, registers } from './distinct-sketch';

/** Above every hash. */
const untouched = 1 << rankBits;

/**
 * Sketches numbers. While they are counted a register is the limit below which the rest of a hash must lie to raise its
 * rank: one comparison a number, and no logarithm but the few times it does.
 */
export class NumberSketch {
  private readonly limits = new Int32Array(registers).fill(untouched);

  /** @param values without NaN; -0 and 0 are one value */
  add(values: Float64Array): void {
    const { limits } = this;
    // Where modules are not bundled, each use of an import is a call.
    const [bits, restMask, mix] = [rankBits, untouched - 1, mixBits];
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    for (let at = 0; at < words.length; at += 2) {
      const lower = words[at]!;
      const upper = words[at + 1]!;
      const sign = upper === -0x80000000 && lower === 0 ? 0 : upper;
      const hash = mix((Math.imul(lower, 0x9e3779b1) + Math.imul(sign, 0x85ebca6b)) | 0);
      const rest = hash & restMask;
      const register = hash >>> bits;
      // The largest power of two that is not above the rest; 0 for 0.
      if (rest < limits[register]!) limits[register] = rest === 0 ? 0 : 1 << (31 - Math.clz32(rest));
    }
  }

  /** As `distinct-sketch.ts` has it: 2^(21 - rank) is the limit, and 0 that of rank 22. */
  ranks(): Uint8Array {
    return Uint8Array.from(this.limits, limit => Math.clz32(limit) - Math.clz32(untouched));
  }
}
