import { altered, bitsFlipped, firstShare, overwritten } from './byte-surgery';
import type { DefectRecipe } from './defect';
import { markedArithmetic, scanStart, withClaimedSides, withRepeatedScan } from './jpeg-surgery';
import { pngAround, pngChunk, withChunks } from './png-surgery';

const END_MARKER = Buffer.from([0xff, 0xd9]);

/** A comment chunk with one wrong bit in its checksum: viewers ignore it, the file did change on the way. */
const spoiltText = altered(pngChunk('tEXt', Buffer.from('Title\0A photo')), chunk => {
  chunk[chunk.length - 1]! ^= 1;
});

/** The JPEG's head and the given part of its entropy-coded data, closed as if nothing were missing. */
const cutButClosed = (jpeg: Buffer, share: number): Buffer => {
  const start = scanStart(jpeg);
  const body = firstShare(jpeg.subarray(start, jpeg.length - 2), share);
  // A trailing 0xff would make the end marker look like data.
  return Buffer.concat([jpeg.subarray(0, start), body.at(-1) === 0xff ? body.subarray(0, -1) : body, END_MARKER]);
};

/** Files that were whole once: broken uploads, disks and cables. */
export const damaged: readonly DefectRecipe[] = [
  { name: 'empty.jpg', title: 'an upload without a byte', expected: 'EMPTY_FILE', make: () => Buffer.alloc(0) },
  {
    name: 'half.jpg',
    title: 'JPEG cut in the middle',
    expected: 'TRUNCATED',
    make: ({ jpeg }) => firstShare(jpeg, 0.5),
  },
  {
    name: 'last-percent-missing.jpg',
    title: 'JPEG without its last percent',
    expected: 'TRUNCATED',
    make: ({ jpeg }) => firstShare(jpeg, 0.99),
  },
  {
    name: 'half-progressive.jpg',
    title: 'progressive JPEG cut in the middle: looks blurred, not cut',
    expected: 'TRUNCATED',
    make: ({ progressive }) => firstShare(progressive, 0.5),
  },
  { name: 'half.png', title: 'PNG cut in the middle', expected: 'TRUNCATED', make: ({ png }) => firstShare(png, 0.5) },
  {
    name: 'half.webp',
    title: 'WebP cut in the middle',
    expected: 'TRUNCATED',
    make: ({ webp }) => firstShare(webp, 0.5),
  },
  {
    name: 'no-end-marker.jpg',
    title: 'JPEG without its end marker',
    expected: 'TRUNCATED',
    make: ({ jpeg }) => jpeg.subarray(0, -2),
  },
  {
    name: 'no-end-chunk.png',
    title: 'PNG without its end chunk',
    expected: 'TRUNCATED',
    make: ({ png }) => png.subarray(0, -12),
  },
  {
    name: 'zeros-at-the-end.jpg',
    title: 'JPEG whose second half was allocated, never written',
    expected: 'TRUNCATED',
    make: ({ jpeg }) => overwritten(jpeg, [0.5, 1], () => 0),
  },
  {
    name: 'half-but-closed.jpg',
    title: 'half a JPEG with an end marker stuck on',
    expected: 'CORRUPT_DATA',
    make: ({ jpeg }) => cutButClosed(jpeg, 0.5),
  },
  {
    name: 'flipped-bits.jpg',
    title: 'JPEG with 100 flipped bits',
    expected: 'CORRUPT_DATA',
    make: ({ jpeg }, random) => bitsFlipped(jpeg, 100, random),
  },
  {
    name: 'flipped-bits-progressive.jpg',
    title: 'progressive JPEG with 100 flipped bits',
    expected: 'CORRUPT_DATA',
    make: ({ progressive }, random) => bitsFlipped(progressive, 100, random),
  },
  {
    name: 'zero-block.jpg',
    title: 'JPEG with a block of zeros inside',
    expected: 'CORRUPT_DATA',
    make: ({ jpeg }) => overwritten(jpeg, [0.5, 0.7], () => 0),
  },
  {
    name: 'scrambled-block.jpg',
    title: 'JPEG with random bytes inside',
    expected: 'CORRUPT_DATA',
    make: ({ jpeg }, random) => overwritten(jpeg, [0.5, 0.7], () => Math.floor(random() * 255)),
  },
  {
    name: 'wrong-height.jpg',
    title: 'JPEG whose header claims twice the height',
    expected: 'CORRUPT_DATA',
    make: ({ jpeg }) => withClaimedSides(jpeg, 640, 960),
  },
  {
    name: 'flipped-bit.png',
    title: 'PNG with one flipped bit',
    expected: 'CRC_MISMATCH',
    make: ({ png }, random) => bitsFlipped(png, 1, random),
  },
  {
    name: 'bad-comment.png',
    title: 'PNG whose comment fails its checksum',
    expected: 'CRC_MISMATCH',
    make: ({ png }) => withChunks(png, spoiltText),
  },
  {
    name: 'garbage-inside.png',
    title: 'PNG with right checksums around garbage',
    expected: 'DECODE_FAILED',
    make: () => pngAround({ width: 64, height: 64 }, Buffer.alloc(512, 'not deflate ')),
  },
  {
    name: 'arithmetic.jpg',
    title: 'JPEG marked as arithmetic-coded',
    expected: 'UNSUPPORTED_ENCODING',
    make: ({ jpeg }) => markedArithmetic(jpeg),
  },
  {
    name: 'endless-scans.jpg',
    title: 'JPEG with its scan 150 times',
    expected: 'TOO_MANY_SCANS',
    make: ({ thumbnail }) => withRepeatedScan(thumbnail, 150),
  },
];
