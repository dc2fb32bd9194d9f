/** Bytes from `start` (inclusive) to `end` (exclusive) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Readers return 0 for bytes beyond the end; callers compare lengths first where that matters. */
export const uint16be = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
export const uint16le = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
export const uint24le = (bytes: Uint8Array, at: number): number => uint16le(bytes, at) | ((bytes[at + 2] ?? 0) << 16);
export const uint32be = (bytes: Uint8Array, at: number): number =>
  ((uint16be(bytes, at) << 16) | uint16be(bytes, at + 2)) >>> 0;
export const uint32le = (bytes: Uint8Array, at: number): number =>
  (uint16le(bytes, at) | (uint16le(bytes, at + 2) << 16)) >>> 0;

/** At most `length` bytes as Latin-1 text. */
export function latin1(bytes: Uint8Array, at: number, length: number): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.toString('latin1', Math.min(at, view.length), Math.min(at + length, view.length));
}

export const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean => latin1(bytes, at, text.length) === text;

/** A copy of `bytes` without the given ranges (ascending, not overlapping). */
export function withoutRanges(bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array {
  if (ranges.length === 0) return bytes;
  const removed = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  const kept = new Uint8Array(bytes.length - removed);
  let from = 0;
  let to = 0;
  for (const range of [...ranges, { start: bytes.length, end: bytes.length }]) {
    kept.set(bytes.subarray(from, range.start), to);
    to += range.start - from;
    from = range.end;
  }
  return kept;
}
