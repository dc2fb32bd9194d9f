import { altered } from './byte-surgery';

/** Offset of the marker (its 0xff) of the first segment with one of the codes. */
function findMarker(jpeg: Buffer, codes: readonly number[]): number {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (codes.includes(jpeg[at + 1]!)) return at;
  }
  throw new Error(`defects: base JPEG must have a marker of ${codes.join(', ')}, got none`);
}

const FRAME_CODES = [0xc0, 0xc1, 0xc2];

/** A copy whose frame header claims other sides. */
export const withClaimedSides = (jpeg: Buffer, width: number, height: number): Buffer =>
  altered(jpeg, copy => {
    const frame = findMarker(copy, FRAME_CODES);
    copy.writeUInt16BE(height, frame + 5);
    copy.writeUInt16BE(width, frame + 7);
  });

/** A copy whose frame is marked as arithmetic-coded (SOF9). */
export const markedArithmetic = (jpeg: Buffer): Buffer =>
  altered(jpeg, copy => {
    copy[findMarker(copy, FRAME_CODES) + 1] = 0xc9;
  });

/** A copy with `count` bytes in a comment segment behind SOI; at most 65,533. */
export function withComment(jpeg: Buffer, count: number): Buffer {
  const comment = Buffer.alloc(4 + count, 'padding ');
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(2 + count, 2);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

/** A copy whose first scan comes `count` times. */
export function withRepeatedScan(jpeg: Buffer, count: number): Buffer {
  const start = findMarker(jpeg, [0xda]);
  const scan = jpeg.subarray(start, jpeg.length - 2);
  return Buffer.concat([jpeg.subarray(0, start), ...Array<Buffer>(count).fill(scan), jpeg.subarray(-2)]);
}

/** All bytes up to the end of the first scan's header: from here on they are entropy-coded. */
export function scanStart(jpeg: Buffer): number {
  const start = findMarker(jpeg, [0xda]);
  return start + 2 + jpeg.readUInt16BE(start + 2);
}
