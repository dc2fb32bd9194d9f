import { imageReason } from '../../../contracts/image-reasons';
import type { Reason } from '../../../contracts/reasons';
import { type ByteRange, uint16be } from '../byte-access';

/** Markers of ITU T.81 table B.1 that we act on. */
export const MARKER = {
  TEM: 0x01,
  DHT: 0xc4,
  DAC: 0xcc,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DRI: 0xdd,
  APP1: 0xe1,
} as const;

/** A marker segment: its payload lies in [start, end); a scan's entropy-coded data in [end, dataEnd). */
export interface JpegSegment extends ByteRange {
  readonly marker: number;
  readonly dataEnd: number;
}

export interface JpegSegments {
  readonly segments: readonly JpegSegment[];
  readonly junk: readonly ByteRange[];
  /** Offset after EOI; the file's length when there is none. */
  readonly endsAt: number;
  /** Why the list stops before EOI. */
  readonly fault: Reason | null;
}

/** More segments than this are an attack on the walker: real files have some dozens (an ICC profile has up to 255). */
const MAX_SEGMENTS = 4096;

/** SOF0..SOF15 without the three tables markers that share their range. */
export const isFrameMarker = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== MARKER.DHT && marker !== 0xc8 && marker !== MARKER.DAC;

const truncated = (bytes: Uint8Array, what: string): Reason =>
  imageReason('TRUNCATED', `JPEG must end with an EOI marker, got the end of the file ${what}`, {
    bytes: bytes.length,
  });

/** Lists all segments from SOI to EOI. Reads each byte once; checks no content. */
export function listSegments(bytes: Uint8Array): JpegSegments {
  const segments: JpegSegment[] = [];
  const junk: ByteRange[] = [];
  const stop = (fault: Reason | null, endsAt = bytes.length): JpegSegments => ({ segments, junk, endsAt, fault });
  for (let at = 2; ; ) {
    const ff = bytes[at] === 0xff ? at : bytes.indexOf(0xff, at);
    if (ff < 0)
      return stop(truncated(bytes, segments.at(-1)?.marker === MARKER.SOS ? 'within a scan' : 'between segments'));
    if (ff > at) junk.push({ start: at, end: ff });
    let code = ff + 1;
    while (bytes[code] === 0xff) code++;
    const marker = bytes[code];
    if (marker === undefined) return stop(truncated(bytes, 'within a marker'));
    at = code + 1;
    if (marker === MARKER.EOI) return stop(null, at);
    if (marker === 0 || marker === MARKER.TEM) {
      junk.push({ start: ff, end: at });
      continue;
    }
    if (marker >= MARKER.RST0 && marker <= MARKER.SOI) return stop(strayMarker(marker, ff));
    const end = at + uint16be(bytes, at);
    if (end > bytes.length || at + 2 > bytes.length) return stop(truncated(bytes, 'within a segment'));
    if (end < at + 2)
      return stop(imageReason('CORRUPT_DATA', `JPEG segment length must be at least 2, got ${end - at}`));
    const dataEnd = marker === MARKER.SOS ? scanEnd(bytes, end) : end;
    segments.push({ marker, start: at + 2, end, dataEnd });
    if (segments.length > MAX_SEGMENTS) return stop(tooManySegments());
    at = dataEnd;
  }
}

/** Offset of the first marker after entropy-coded data that is neither a stuffed 0xff nor a restart marker. */
function scanEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at += 2) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const next = bytes[at + 1];
    if (next === 0xff) at -= 1;
    else if (next !== 0 && !(next !== undefined && next >= MARKER.RST0 && next <= MARKER.RST7)) return at;
  }
}

const strayMarker = (marker: number, at: number): Reason =>
  imageReason(
    'CORRUPT_DATA',
    `JPEG marker 0x${marker.toString(16)} must not stand outside a scan, got one at byte ${at}`,
  );

const tooManySegments = (): Reason =>
  imageReason('CORRUPT_DATA', `JPEG must have at most ${MAX_SEGMENTS} segments, got more`);
