import type { EntropyData } from './entropy-data';
import { findLongStep, type HuffmanTable, LOOKUP_BITS, STEP } from './huffman-table';

/** The tables of one 8x8 block, in the order of blocks within an MCU. */
export interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

const UNUSED_BITS = 32 - LOOKUP_BITS;
/** k after a block: 64 when its last coefficient was coded, 129..191 after an end-of-block code, else damaged. */
const isWholeBlock = (k: number): boolean => k === 64 || (k > STEP.END_OF_BLOCK && k < 3 * 64);

/**
 * Walks every Huffman code of a baseline scan without computing coefficients.
 * Returns null when the blocks fill each restart interval to its last byte, else what is wrong.
 */
export function walkBaselineScan(
  data: EntropyData,
  mcus: { readonly total: number; readonly perInterval: number },
  blocks: readonly BlockTables[],
): string | null {
  let start = 0;
  for (let interval = 0; interval < data.intervals; interval++) {
    const end = data.ends[interval]!;
    const first = interval * mcus.perInterval;
    const count = Math.min(mcus.perInterval, mcus.total - first);
    const fault = walkInterval(data.bytes, { start, end, count }, blocks);
    if (fault) return `${fault} (restart interval ${interval} of ${data.intervals})`;
    start = end;
  }
  return null;
}

interface Interval {
  readonly start: number;
  readonly end: number;
  /** MCUs */
  readonly count: number;
}

/**
 * The hot loop: 9 of 10 codes cost one 32-bit read and one look-up. `position` counts bits; a read at any bit offset
 * keeps 32 - 7 = 25 valid bits, and a code has at most 16; extra bits are skipped unread.
 */
function walkInterval(
  bytes: Uint8Array,
  { start, end, count }: Interval,
  blocks: readonly BlockTables[],
): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const endBit = end * 8;
  let position = start * 8;
  for (let mcu = 0; mcu < count; mcu++) {
    for (let block = 0; block < blocks.length; block++) {
      const { dc, ac } = blocks[block]!;
      let window = view.getInt32(position >>> 3) << (position & 7);
      let step = dc.steps[window >>> UNUSED_BITS]! || findLongStep(dc, window >>> 16);
      position += step >> 8;
      if ((step & 255) !== 1) return `bad DC code in MCU ${mcu} of ${count}`;
      const { steps } = ac;
      let k = 1;
      while (k < 64) {
        window = view.getInt32(position >>> 3) << (position & 7);
        step = steps[window >>> UNUSED_BITS]!;
        if (step === 0) step = findLongStep(ac, window >>> 16) || STEP.INVALID;
        position += step >> 8;
        k += step & 255;
      }
      if (!isWholeBlock(k)) return `bad AC code in MCU ${mcu} of ${count}`;
    }
    if (position > endBit) return `data end in MCU ${mcu} of ${count}`;
  }
  const spare = endBit - position;
  return spare < 8 ? null : `${spare >> 3} bytes too many after the last MCU`;
}
