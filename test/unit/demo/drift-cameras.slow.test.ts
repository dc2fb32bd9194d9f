import fc from 'fast-check';
import sharp from 'sharp';
import { hungAskew, turned } from '../../../cli/demo/photos/drift/hung-askew';
import { inShadow } from '../../../cli/demo/photos/drift/in-shadow';
import type { DrawnPhoto, GreyPixels } from '../../../cli/demo/photos/photo';
import { renderPhoto } from '../../../cli/demo/photos/render-photo';

const grey = (width: number, height: number, data: readonly number[]): GreyPixels => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from(data),
});

/** A shoe of a kind: dark below, light above. */
const photo: DrawnPhoto = {
  label: 'footwear',
  id: 'loop-00001',
  pixels: grey(
    28,
    28,
    Array.from({ length: 784 }, (_, at) => (at > 400 && at % 28 > 4 && at % 28 < 24 ? 120 : 0)),
  ),
};

/** Mean luma of the upper and of the lowest quarter of a picture, 0 to 255. */
async function quarters(bytes: Buffer): Promise<readonly [number, number]> {
  const { data, info } = await sharp(bytes).autoOrient().greyscale().raw().toBuffer({ resolveWithObject: true });
  const cells = info.width * Math.floor(info.height / 4);
  const mean = (part: Buffer) => part.reduce((sum, value) => sum + value, 0) / part.length;
  return [mean(data.subarray(0, cells)), mean(data.subarray(-cells))];
}

describe('a camera that hangs askew', () => {
  const dot = (x: number, y: number) =>
    grey(
      28,
      28,
      Array.from({ length: 784 }, (_, at) => (at === 28 * y + x ? 200 : 0)),
    );
  /** Where the brightest cell lies, from the middle. */
  const brightest = ({ width, data }: GreyPixels) => {
    const at = data.indexOf(Math.max(...data));
    return [(at % width) - (width - 1) / 2, Math.floor(at / width) - (width - 1) / 2];
  };

  it('adds the margin of the frame, in which nothing but the angle changes', () => {
    const { width, height, frameScale, data } = turned(photo.pixels, 0);
    expect({ width, height, frameScale }).toEqual({ width: 32, height: 32, frameScale: 1 });
    const inner = Array.from({ length: 784 }, (_, at) => data[32 * (2 + Math.floor(at / 28)) + 2 + (at % 28)]);
    expect(inner).toEqual([...photo.pixels.data]);
    expect(data.reduce((sum, value) => sum + value, 0)).toBe(photo.pixels.data.reduce((sum, value) => sum + value, 0));
  });

  it('turns clockwise about the middle: what was above comes to the right', () => {
    expect(brightest(turned(dot(14, 2), 0))).toEqual([0.5, -11.5]);
    expect(brightest(turned(dot(14, 2), 90))).toEqual([11.5, 0.5]);
    const [x = 0, y = 0] = brightest(turned(dot(14, 2), 30));
    expect(Math.hypot(x - 6.2, y + 9.7)).toBeLessThan(1);
  });

  it('loses no product that lies within the inner circle of the frame', () => {
    const angles = fc.integer({ min: 0, max: 359 });
    const cells = fc.tuple(fc.integer({ min: 5, max: 22 }), fc.integer({ min: 5, max: 22 }));
    const isThere = (degrees: number, [x, y]: readonly [number, number]) => {
      const sum = turned(dot(x, y), degrees).data.reduce((all, value) => all + value, 0);
      expect(sum).toBeGreaterThan(120);
      expect(sum).toBeLessThan(280);
    };
    fc.assert(fc.property(angles, cells, isThere));
  });

  it('keeps class, name, size and format, since only the product lies differently', async () => {
    const [usual, askew] = [await renderPhoto(photo, 3, 7), await hungAskew(photo, 3, 7)];
    const { bytes, ...rest } = askew;
    const { bytes: usualBytes, ...usualRest } = usual;
    expect(rest).toEqual(usualRest);
    expect(bytes.equals(usualBytes)).toBe(false);
    expect((await hungAskew(photo, 3, 7)).bytes.equals(bytes)).toBe(true);
  });
});

describe('a studio with a shadow', () => {
  it('is dark below and as it was above, and takes the same photo each time', async () => {
    const shaded = await inShadow(photo, 3, 7);
    const [above, below] = await quarters(shaded.bytes);
    const [usualAbove, usualBelow] = await quarters((await renderPhoto(photo, 3, 7)).bytes);
    expect(Math.abs(above - usualAbove)).toBeLessThan(3);
    expect(below / usualBelow).toBeCloseTo(0.45, 1);
    expect((await inShadow(photo, 3, 7)).bytes.equals(shaded.bytes)).toBe(true);
  });

  it('makes an upright JPEG of every format, with the size that people see', async () => {
    for (let index = 0; index < 20; index++) {
      const usual = await renderPhoto(photo, index, 1);
      const shaded = await inShadow(photo, index, 1);
      const { width, height, format, orientation } = await sharp(shaded.bytes).metadata();
      expect({ width, height, format }).toEqual({ width: usual.width, height: usual.height, format: 'jpeg' });
      expect(orientation ?? 1).toBe(1);
      expect(shaded.name).toBe('loop-00001.jpg');
    }
  });
});
