import { type ByteRange, uint16be } from '../byte-access';

/** Room behind the data so that a walk over garbage reads zeros: one MCU takes at most 10 x 64 x 31 bits = 2480 bytes. */
const PADDING = 4096;

/** Entropy-coded data of one scan without stuffing and markers. */
export interface EntropyData {
  readonly bytes: Uint8Array;
  /** Byte offset in `bytes` at which each restart interval ends. */
  readonly ends: Uint32Array;
  readonly intervals: number;
}

/**
 * Removes byte stuffing from a scan and splits it at its restart markers.
 * Returns a message when markers are out of sequence or there are not exactly `intervals` intervals.
 */
export function readEntropyData(file: Uint8Array, scan: ByteRange, intervals: number): EntropyData | string {
  const bytes = new Uint8Array(scan.end - scan.start + PADDING);
  const ends = new Uint32Array(intervals);
  let found = 0;
  let to = 0;
  for (let at = scan.start; at < scan.end; at++) {
    const byte = file[at]!;
    if (byte !== 0xff) {
      bytes[to++] = byte;
      continue;
    }
    const next = file[at + 1]!;
    if (next === 0xff) continue;
    at++;
    if (next === 0) {
      bytes[to++] = 0xff;
      continue;
    }
    if ((next & 7) !== (found & 7))
      return `restart markers must count up, got 0x${uint16be(file, at - 1).toString(16)}`;
    if (found + 1 >= intervals) return `must have ${intervals - 1} restart markers, got more`;
    ends[found++] = to;
  }
  ends[found++] = to;
  if (found !== intervals) return `must have ${intervals - 1} restart markers, got ${found - 1}`;
  return { bytes, ends, intervals };
}
