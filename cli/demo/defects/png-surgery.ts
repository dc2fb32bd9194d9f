import { deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Signature and IHDR. */
const HEAD_BYTES = 33;

function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return ~crc >>> 0;
}

export function pngChunk(type: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return chunk;
}

interface PngClaim {
  readonly width: number;
  readonly height: number;
  readonly interlaced?: boolean;
}

/** IHDR of an 8-bit RGB image. */
function ihdr({ width, height, interlaced = false }: PngClaim): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(width, 0);
  content.writeUInt32BE(height, 4);
  content.set([8, 2, 0, 0, interlaced ? 1 : 0], 8);
  return pngChunk('IHDR', content);
}

const iend = pngChunk('IEND', Buffer.alloc(0));

/** A copy whose header claims something else, with a right CRC. */
export const withPngClaim = (png: Buffer, claim: PngClaim): Buffer =>
  Buffer.concat([SIGNATURE, ihdr(claim), png.subarray(HEAD_BYTES)]);

/** A PNG of the claimed size around any image data. */
export const pngAround = (claim: PngClaim, data: Buffer): Buffer =>
  Buffer.concat([SIGNATURE, ihdr(claim), pngChunk('IDAT', data), iend]);

/** A copy with chunks behind the header. */
export const withChunks = (png: Buffer, ...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([png.subarray(0, HEAD_BYTES), ...chunks, png.subarray(HEAD_BYTES)]);

/** Deflated rows of one grey level. */
const flatRows = (width: number, height: number, level: number): Buffer => {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, level)]);
  return deflateSync(Buffer.concat(Array<Buffer>(height).fill(row)));
};

/** Two frames of 48 x 48 (APNG 1.0: acTL, fcTL + IDAT, fcTL + fdAT). */
export function animatedPng(): Buffer {
  const side = 48;
  const control = Buffer.alloc(8);
  control.writeUInt32BE(2, 0);
  const frameControl = (sequence: number): Buffer => {
    const content = Buffer.alloc(26);
    [sequence, side, side].forEach((value, index) => void content.writeUInt32BE(value, index * 4));
    content.writeUInt16BE(1, 20);
    content.writeUInt16BE(10, 22);
    return pngChunk('fcTL', content);
  };
  const second = Buffer.concat([Buffer.from([0, 0, 0, 2]), flatRows(side, side, 200)]);
  return withChunks(
    Buffer.concat([
      SIGNATURE,
      ihdr({ width: side, height: side }),
      pngChunk('IDAT', flatRows(side, side, 50)),
      frameControl(1),
      pngChunk('fdAT', second),
      iend,
    ]),
    pngChunk('acTL', control),
    frameControl(0),
  );
}
