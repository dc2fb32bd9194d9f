import { PhotoSourceError } from '../photo-source-error';

/** Pictures of an IDX3 file, as views on its bytes (nothing is copied). */
export interface IdxImages {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** `width * height` bytes. @throws RangeError outside 0..count-1. */
  image(index: number): Uint8Array;
}

/** First two bytes zero, 0x08 = unsigned byte, last byte = number of dimensions (LeCun, the MNIST page). */
const MAGIC_IMAGES = 0x00000803;
const MAGIC_LABELS = 0x00000801;

const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;

function header(bytes: Buffer, where: string, magic: number): number[] {
  const dimensions = magic & 0xff;
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) {
    throw new PhotoSourceError(`${where}: file must have a header of ${headerBytes} bytes, got ${bytes.length} bytes`);
  }
  const found = bytes.readUInt32BE(0);
  if (found !== magic) throw new PhotoSourceError(`${where}: magic number must be ${hex(magic)}, got ${hex(found)}`);
  const sizes = Array.from({ length: dimensions }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const expected = headerBytes + sizes.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected) {
    throw new PhotoSourceError(
      `${where}: file must have ${expected} bytes for ${sizes.join(' x ')} items, got ${bytes.length} bytes`,
    );
  }
  return sizes;
}

/**
 * Reads an IDX3 file of unsigned bytes: count, rows, columns.
 * @throws PhotoSourceError when magic number, header or length do not agree.
 */
export function readIdxImages(bytes: Buffer, where: string): IdxImages {
  const [count, height, width] = header(bytes, where, MAGIC_IMAGES) as [number, number, number];
  const size = width * height;
  return {
    count,
    width,
    height,
    image: index => {
      if (!Number.isInteger(index) || index < 0 || index >= count) {
        throw new RangeError(`${where}: image index must be 0..${count - 1}, got ${index}`);
      }
      return bytes.subarray(16 + index * size, 16 + (index + 1) * size);
    },
  };
}

/**
 * Reads an IDX1 file of labels.
 * @throws PhotoSourceError when magic number, header or length do not agree, or a label is `classes` or more.
 */
export function readIdxLabels(bytes: Buffer, where: string, classes: number): Uint8Array {
  header(bytes, where, MAGIC_LABELS);
  const labels = bytes.subarray(8);
  const wrong = labels.findIndex(label => label >= classes);
  if (wrong >= 0) {
    throw new PhotoSourceError(`${where}: label ${wrong} must be below ${classes}, got ${labels[wrong]}`);
  }
  return labels;
}
