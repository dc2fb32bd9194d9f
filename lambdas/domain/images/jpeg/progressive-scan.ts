import type { EntropyData } from './entropy-data';
import { findLongCode, type HuffmanTable, LOOKUP_BITS } from './huffman-table';

/** Spectral selection and successive approximation of one scan (T.81 G.1.1.1). */
export interface ScanBand {
  readonly from: number;
  readonly to: number;
  readonly approximationHigh: number;
  readonly approximationLow: number;
}

/** Which of the 64 coefficients of each block are non-zero so far: bits 0..31 in `low`, 32..63 in `high`. */
export interface NonZero {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Reads bits of one restart interval; beyond its end it reads on, and `overrun` tells. */
export class BitReader {
  private position: number;
  constructor(
    private readonly view: DataView,
    start: number,
    private readonly end: number,
  ) {
    this.position = start * 8;
  }

  /** Up to 16 bits, most significant first. */
  bits(count: number): number {
    if (count === 0) return 0;
    const window = this.view.getInt32(this.position >>> 3) << (this.position & 7);
    this.position += count;
    return window >>> (32 - count);
  }

  skip(count: number): void {
    this.position += count;
  }

  /** The next symbol, or -1 when the bits form no code. */
  symbol(table: HuffmanTable): number {
    const window = this.view.getInt32(this.position >>> 3) << (this.position & 7);
    const found = table.lookup[window >>> (32 - LOOKUP_BITS)]! || findLongCode(table, window >>> 16);
    this.position += found >> 8;
    return found === 0 ? -1 : found & 255;
  }

  get overrun(): boolean {
    return this.position > this.end * 8;
  }

  get spareBytes(): number {
    return (this.end * 8 - this.position) >> 3;
  }
}

/** Walks one unit (a block, or an MCU of a DC scan); false when a code is invalid. */
export type UnitWalk = (reader: BitReader, unit: number) => boolean;

/** Walks a progressive scan interval by interval; `makeWalk` is called for each, since a restart resets all runs. */
export function walkProgressiveScan(
  data: EntropyData,
  units: { readonly total: number; readonly perInterval: number },
  makeWalk: () => UnitWalk,
): string | null {
  const view = new DataView(data.bytes.buffer);
  let start = 0;
  for (let interval = 0; interval < data.intervals; interval++) {
    const end = data.ends[interval]!;
    const reader = new BitReader(view, start, end);
    const walk = makeWalk();
    const last = Math.min((interval + 1) * units.perInterval, units.total);
    for (let unit = interval * units.perInterval; unit < last; unit++) {
      if (!walk(reader, unit)) return `bad code in unit ${unit} of ${units.total}`;
      if (reader.overrun) return `data end in unit ${unit} of ${units.total}`;
    }
    if (reader.spareBytes > 0) return `${reader.spareBytes} bytes too many after the last unit`;
    start = end;
  }
  return null;
}

/** DC scan: first pass codes a difference per block, a refinement one bit per block. */
export function dcWalk(tables: readonly (HuffmanTable | null)[]): UnitWalk {
  return reader => {
    for (const table of tables) {
      if (table === null) {
        reader.skip(1);
        continue;
      }
      const size = reader.symbol(table);
      if (size < 0 || size > 15) return false;
      reader.skip(size);
    }
    return true;
  };
}

const mark = ({ low, high }: NonZero, block: number, k: number): void => {
  if (k < 32) low[block] = low[block]! | (1 << k);
  else high[block] = high[block]! | (1 << (k - 32));
};

/** First AC pass of a band (T.81 G.1.2.2). */
export function acFirstWalk(table: HuffmanTable, band: ScanBand, nonZero: NonZero): UnitWalk {
  let endOfBandRun = 0;
  return (reader, block) => {
    if (endOfBandRun > 0) {
      endOfBandRun--;
      return true;
    }
    for (let k = band.from; k <= band.to; k++) {
      const symbol = reader.symbol(table);
      if (symbol < 0) return false;
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        endOfBandRun = (1 << run) - 1 + reader.bits(run);
        return true;
      }
      k += run;
      if (k > band.to) return false;
      if (size > 0) mark(nonZero, block, k);
      reader.skip(size);
    }
    return true;
  };
}

/** AC refinement (T.81 G.1.2.3): a correction bit for each known coefficient, new ones in between. */
export function acRefineWalk(table: HuffmanTable, band: ScanBand, nonZero: NonZero): UnitWalk {
  let endOfBandRun = 0;
  const isKnown = (block: number, k: number): boolean =>
    ((k < 32 ? nonZero.low[block]! >>> k : nonZero.high[block]! >>> (k - 32)) & 1) === 1;
  /** Passes over known coefficients and `zeros` unknown ones; returns the index of the next unknown one. */
  const pass = (reader: BitReader, block: number, { from, zeros }: { from: number; zeros: number }): number => {
    let left = zeros;
    for (let k = from; k <= band.to; k++) {
      if (isKnown(block, k)) reader.skip(1);
      else if (left-- === 0) return k;
    }
    return band.to + 1;
  };
  return (reader, block) => {
    let k = band.from;
    while (endOfBandRun === 0 && k <= band.to) {
      const symbol = reader.symbol(table);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (symbol < 0 || size > 1) return false;
      if (size === 0 && run < 15) {
        endOfBandRun = (1 << run) + reader.bits(run);
        break;
      }
      reader.skip(size);
      k = pass(reader, block, { from: k, zeros: run });
      if (size === 1) {
        if (k > band.to) return false;
        mark(nonZero, block, k);
      }
      k++;
    }
    if (endOfBandRun === 0) return true;
    pass(reader, block, { from: k, zeros: 64 });
    endOfBandRun--;
    return true;
  };
}
