import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { bitsFlipped, seededRandom } from '../../../cli/demo/defects/byte-surgery';
import { walkEntropy } from '../../../lambdas/domain/images/jpeg/entropy-walk';
import { findFrame } from '../../../lambdas/domain/images/jpeg/frame';
import { listSegments } from '../../../lambdas/domain/images/jpeg/segments';
import { codes, makePhoto, policyWith, sharpOf, validate } from './photos';
import { tinyJpeg } from './tiny-jpeg';

const photo = sharpOf(makePhoto(200, 150));
const small = policyWith({ minSidePixels: 8 });
const restart = (number: number) => [0xff, 0xd0 + number];
/** Bits 00 of one block, then padding. */
const block = 0x3f;

function walk(bytes: Uint8Array): string | null {
  const { segments, fault } = listSegments(bytes);
  const frame = findFrame(bytes, segments);
  if (fault) return fault.message;
  if (frame.kind === 'broken') return frame.reason.message;
  return walkEntropy(bytes, frame.value, segments)?.message ?? null;
}

describe('the entropy walk', () => {
  it.each([
    ['one interval', { blocks: 3, scan: [0b00000011] }, []],
    [
      'an interval per block',
      { blocks: 3, restartInterval: 1, scan: [block, ...restart(0), block, ...restart(1), block] },
      [],
    ],
    ['a short last interval', { blocks: 3, restartInterval: 2, scan: [0x0f, ...restart(0), block] }, []],
    [
      'fill bytes before a marker',
      { blocks: 3, restartInterval: 2, scan: [0x0f, 0xff, ...restart(0), block, 0xff] },
      [],
    ],
    [
      'a restart marker out of order',
      { blocks: 2, restartInterval: 1, scan: [block, ...restart(1), block] },
      ['CORRUPT_DATA'],
    ],
    [
      'a missing restart marker',
      { blocks: 3, restartInterval: 1, scan: [block, ...restart(0), block] },
      ['CORRUPT_DATA'],
    ],
    [
      'a restart marker too many',
      { blocks: 1, restartInterval: 1, scan: [block, ...restart(0), block] },
      ['CORRUPT_DATA'],
    ],
    ['a byte too many', { blocks: 3, scan: [0b00000011, 0x00] }, ['CORRUPT_DATA']],
    ['a byte missing', { blocks: 5, scan: [0x00] }, ['CORRUPT_DATA']],
    [
      'a byte missing in the first interval',
      { blocks: 6, restartInterval: 5, scan: [0x00, ...restart(0), block] },
      ['CORRUPT_DATA'],
    ],
    ['a code that is not in the table', { blocks: 3, scan: [0b10000011] }, ['CORRUPT_DATA']],
  ])('judges %s', async (_, jpeg, expected) => {
    expect(await codes('a.jpg', tinyJpeg(jpeg), small)).toEqual(expected);
  });

  it('accepts every JPEG that the encoder writes', async () => {
    const anyEncode = fc.record({
      width: fc.integer({ min: 16, max: 150 }),
      height: fc.integer({ min: 16, max: 150 }),
      seed: fc.integer({ min: 0, max: 1000 }),
      isGrey: fc.boolean(),
      options: fc.record({
        quality: fc.integer({ min: 1, max: 100 }),
        progressive: fc.boolean(),
        chromaSubsampling: fc.constantFrom('4:4:4', '4:2:0'),
        optimiseCoding: fc.boolean(),
        trellisQuantisation: fc.boolean(),
        optimiseScans: fc.boolean(),
      }),
    });
    await fc.assert(
      fc.asyncProperty(anyEncode, async ({ width, height, seed, isGrey, options }) => {
        const image = sharpOf(makePhoto(width, height, seed)).jpeg(options);
        const bytes = await (isGrey ? image.toColourspace('b-w') : image).toBuffer();
        expect(await validate({ name: 'a.jpg', bytes }, policyWith())).toMatchObject({ reasons: [], width, height });
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it.each([false, true])('rejects every truncation (progressive: %s)', async progressive => {
    const bytes = await photo.clone().jpeg({ progressive }).toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async length => {
        expect(await codes('a.jpg', bytes.subarray(0, length))).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([false, true])(
    'rejects bytes that no block needs, before the end marker (progressive: %s)',
    async progressive => {
      const bytes = await photo.clone().jpeg({ progressive }).toBuffer();
      const longer = Buffer.concat([bytes.subarray(0, -2), Buffer.from([0, 0, 0xff, 0xd9])]);
      expect(await codes('a.jpg', longer)).toEqual(['CORRUPT_DATA']);
    },
  );

  it.each([false, true])('finds nearly all files with 100 flipped bits (progressive: %s)', async progressive => {
    const bytes = await photo.clone().jpeg({ progressive, quality: 90 }).toBuffer();
    const random = seededRandom(11);
    const missed = Array.from({ length: 200 }, () => bitsFlipped(bytes, 100, random)).filter(
      spoilt => walk(spoilt) === null,
    );
    expect(missed.length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['a Huffman table with too many codes', (jpeg: Uint8Array) => jpeg.indexOf(0xc4) + 4, 3],
    ['a scan of an unknown component', (jpeg: Uint8Array) => jpeg.lastIndexOf(0xda) + 4, 9],
    ['sampling factors of 0', (jpeg: Uint8Array) => jpeg.indexOf(0xc0) + 10, 0],
  ])('rejects %s', async (_, offset, value) => {
    const jpeg = tinyJpeg({ blocks: 3, scan: [0b00000011] });
    jpeg[offset(jpeg)] = value;
    expect(await codes('a.jpg', jpeg, small)).toEqual(['CORRUPT_DATA']);
  });
});

describe('bytes between JPEG segments', () => {
  const jpeg = tinyJpeg({ blocks: 3, scan: [0b00000011] });
  /** SOI and the quantisation table take 2 + 69 bytes. */
  const withJunk = Uint8Array.from([...jpeg.subarray(0, 71), 1, 2, 3, ...jpeg.subarray(71)]);

  it('are accepted and hidden from the decoder by default', async () => {
    expect(await codes('a.jpg', withJunk, small)).toEqual([]);
  });

  it('are rejected when the policy says so', async () => {
    expect(await codes('a.jpg', withJunk, { ...small, headerJunk: 'reject' })).toEqual(['JPEG_HEADER_JUNK']);
  });
});

describe('djpeg', () => {
  const djpeg = process.env['DJPEG'] ?? 'djpeg';
  const isInstalled = (() => {
    try {
      execFileSync(djpeg, ['-version'], { stdio: 'pipe' });
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
  })();
  (isInstalled ? it : it.skip)('agrees with the walk on at least 95 % of files with flipped bits', async () => {
    const random = seededRandom(5);
    const originals = await Promise.all(
      [false, true].map(progressive => photo.clone().jpeg({ progressive }).toBuffer()),
    );
    const spoilt = Array.from({ length: 200 }, (_, index) =>
      bitsFlipped(originals[index % 2]!, 1 + (index % 3), random),
    );
    const agreed = spoilt.filter(bytes => {
      try {
        execFileSync(djpeg, ['-strict', '-outfile', '/dev/null'], { input: bytes, stdio: 'pipe' });
        return walk(bytes) === null;
      } catch {
        return walk(bytes) !== null;
      }
    });
    expect(agreed.length / spoilt.length).toBeGreaterThanOrEqual(0.95);
  });
});
