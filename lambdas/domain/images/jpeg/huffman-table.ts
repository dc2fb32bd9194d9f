/** Bits resolved by one look-up; longer codes (rare) take the canonical search. */
export const LOOKUP_BITS = 11;

/** What `step` entries add to the coefficient index k: see `toStep`. */
export const STEP = { END_OF_BLOCK: 128, INVALID: 255 } as const;

/**
 * A JPEG Huffman table (T.81 C and F.2.2.3).
 * `lookup` maps the next 11 bits to length << 8 | symbol, `steps` to (code + extra bits) << 8 | advance of k;
 * 0 means: the code is longer, or there is none.
 */
export interface HuffmanTable {
  readonly lookup: Uint16Array;
  readonly steps: Uint16Array;
  readonly isDc: boolean;
  readonly values: Uint8Array;
  /** Per length 0..16: first 16-bit window that is above every code of that length. */
  readonly limits: Int32Array;
  /** Per length: index in `values` of the first code minus that code. */
  readonly offsets: Int32Array;
}

/** Baseline needs no symbol values, only how many bits to skip and how far the block advances. */
function toStep(lengthAndSymbol: number, isDc: boolean): number {
  const length = lengthAndSymbol >> 8;
  const symbol = lengthAndSymbol & 255;
  if (length === 0) return 0;
  if (isDc) return ((length + (symbol & 15)) << 8) | (symbol > 15 ? STEP.INVALID : 1);
  const run = symbol >> 4;
  const size = symbol & 15;
  if (size > 0) return ((length + size) << 8) | (run + 1);
  if (run === 0) return (length << 8) | STEP.END_OF_BLOCK;
  return (length << 8) | (run === 15 ? 16 : STEP.INVALID);
}

/**
 * Builds a table from a DHT entry: `counts[i]` codes of length i + 1, and their symbols in order.
 * Null when the lengths do not form a prefix code, or use the all-ones code, which T.81 reserves.
 */
export function buildHuffmanTable(counts: Uint8Array, values: Uint8Array, isDc: boolean): HuffmanTable | null {
  const lookup = new Uint16Array(1 << LOOKUP_BITS);
  const steps = new Uint16Array(1 << LOOKUP_BITS);
  const limits = new Int32Array(17);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0;
    if (count > 0 && code + count >= 1 << length) return null;
    offsets[length] = index - code;
    for (let end = index + count; index < end; index++, code++) {
      const shift = LOOKUP_BITS - length;
      const entry = (length << 8) | (values[index] ?? 0);
      if (shift < 0) continue;
      lookup.fill(entry, code << shift, (code + 1) << shift);
      steps.fill(toStep(entry, isDc), code << shift, (code + 1) << shift);
    }
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  return { lookup, steps, isDc, values, limits, offsets };
}

/** Length << 8 | symbol of a code longer than LOOKUP_BITS at the top of a 16-bit window; 0 when there is none. */
export function findLongCode(table: HuffmanTable, window16: number): number {
  for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
    if (window16 < table.limits[length]!) {
      const code = window16 >>> (16 - length);
      return (length << 8) | table.values[code + table.offsets[length]!]!;
    }
  }
  return 0;
}

export const findLongStep = (table: HuffmanTable, window16: number): number =>
  toStep(findLongCode(table, window16), table.isDc);
