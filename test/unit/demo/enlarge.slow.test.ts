import { createHash } from 'node:crypto';
import fc from 'fast-check';
import sharp from 'sharp';
import type { DrawnPhoto } from '../../../cli/demo/photos/photo';
import { composePhoto } from '../../../cli/demo/photos/rendering/compose-photo';
import { enlarger, type Size } from '../../../cli/demo/photos/rendering/enlarge';
import { drawPhotoPlan } from '../../../cli/demo/photos/rendering/photo-plan';
import { seededRandom } from '../../../cli/demo/photos/seeded-random';
import { generatedPhotos } from '../../../cli/demo/photos/source/generated-photos';
import { collect } from './collect';

function enlarged(plane: Uint8Array, small: Size, { width, height }: Size): Buffer {
  const rows = enlarger(small, { width, height })(plane);
  const whole = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) rows.row(y, whole.subarray(y * width, (y + 1) * width), { from: 0, to: width });
  return whole;
}

/** sharp leaves three channels as they are; of one it makes another colour space first. */
async function bySharp(plane: Uint8Array, small: Size, { width, height }: Size): Promise<Buffer> {
  const rgb = Uint8Array.from({ length: 3 * plane.length }, (_, at) => plane[Math.floor(at / 3)]!);
  const picture = sharp(rgb, { raw: { ...small, channels: 3 } }).resize(width, height, { fit: 'fill' });
  const { data } = await picture.raw().toBuffer({ resolveWithObject: true });
  return Buffer.from(Uint8Array.from({ length: width * height }, (_, at) => data[3 * at]!));
}

const sizes = (min: number, max: number) =>
  fc.record({ width: fc.integer({ min, max }), height: fc.integer({ min, max }) });

// later releases of libvips enlarge centre on centre; photos stay as they are
const sameLibvips = sharp.versions.vips?.startsWith('8.18.') ? it : it.skip;

sameLibvips('enlarges as sharp does, to the last bit, whatever the sizes', async () => {
  const plane = ({ width, height }: Size, seed: number) => {
    const random = seededRandom('enlarge', seed);
    return Uint8Array.from({ length: width * height }, () => random.below(256));
  };
  await fc.assert(
    fc.asyncProperty(sizes(1, 80), sizes(81, 700), fc.nat(), async (small, large, seed) => {
      const cells = plane(small, seed);
      expect(enlarged(cells, small, large).equals(await bySharp(cells, small, large))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

it('keeps to a span of a row', () => {
  const into = new Uint8Array(8).fill(7);
  const { row } = enlarger({ width: 2, height: 2 }, { width: 8, height: 8 })(Uint8Array.of(255, 255, 255, 255));
  row(3, into, { from: 2, to: 5 });
  expect([...into]).toEqual([7, 7, 255, 255, 255, 7, 7, 7]);
});

it('photos have the pixels that they always had', async () => {
  const drawn = (await collect(generatedPhotos().photos(10, 3))) as DrawnPhoto[];
  const hash = createHash('sha256');
  for (const [index, { pixels }] of drawn.entries()) {
    const random = seededRandom('render', 3, index);
    const plan = drawPhotoPlan(random);
    hash.update(composePhoto(pixels, plan, random.below(65536)));
  }
  expect(hash.digest('hex')).toBe('be32656cc7b7b71cfe6aff7f23f742778cac056821eef57dbedab0f0c322a73a');
});
