import fc from 'fast-check';
import sharp from 'sharp';
import { besideWindow } from '../../../cli/demo/photos/drift/beside-window';
import { onItsSide, turned } from '../../../cli/demo/photos/drift/on-its-side';
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

/** Mean luma of the left and of the right third of a picture, 0 to 255. */
async function thirds(bytes: Buffer): Promise<readonly [number, number]> {
  const { width, height } = await sharp(bytes)
    .autoOrient()
    .toBuffer({ resolveWithObject: true })
    .then(({ info }) => info);
  const third = Math.floor(width / 3);
  const mean = async (left: number) => {
    const cut = await sharp(bytes)
      .autoOrient()
      .greyscale()
      .extract({ left, top: 0, width: third, height })
      .raw()
      .toBuffer();
    return cut.reduce((sum, value) => sum + value, 0) / cut.length;
  };
  return [await mean(0), await mean(width - third)];
}

describe('a camera that was mounted on its side', () => {
  it('turns rows into columns, clockwise', () => {
    expect(turned(grey(3, 2, [1, 2, 3, 4, 5, 6]))).toEqual(grey(2, 3, [4, 1, 5, 2, 6, 3]));
  });

  it('is as it was after four turns', () => {
    const pictures = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([width, height]) =>
        fc
          .array(fc.integer({ min: 0, max: 255 }), { minLength: width * height, maxLength: width * height })
          .map(data => grey(width, height, data)),
      );
    fc.assert(fc.property(pictures, picture => expect(turned(turned(turned(turned(picture))))).toEqual(picture)));
  });

  it('keeps class, name, size and format, since only the product lies differently', async () => {
    const [usual, tipped] = [await renderPhoto(photo, 3, 7), await onItsSide(photo, 3, 7)];
    const { bytes, ...rest } = tipped;
    expect(rest).toEqual({ ...usual, bytes: undefined });
    expect(bytes.equals(usual.bytes)).toBe(false);
    expect((await onItsSide(photo, 3, 7)).bytes.equals(bytes)).toBe(true);
  });
});

describe('a studio beside a window', () => {
  it('is lit from the left, and takes the same photo each time', async () => {
    const lit = await besideWindow(photo, 3, 7);
    const [left, right] = await thirds(lit.bytes);
    const [usualLeft, usualRight] = await thirds((await renderPhoto(photo, 3, 7)).bytes);
    expect(Math.abs(usualLeft - usualRight)).toBeLessThan(30);
    expect(right).toBeLessThan(0.55 * left);
    expect((await besideWindow(photo, 3, 7)).bytes.equals(lit.bytes)).toBe(true);
  });

  it('makes an upright JPEG of every format, with the size that people see', async () => {
    for (let index = 0; index < 20; index++) {
      const usual = await renderPhoto(photo, index, 1);
      const lit = await besideWindow(photo, index, 1);
      const { width, height, format, orientation } = await sharp(lit.bytes).metadata();
      expect({ width, height, format }).toEqual({ width: usual.width, height: usual.height, format: 'jpeg' });
      expect(orientation ?? 1).toBe(1);
      expect(lit.name).toBe('loop-00001.jpg');
    }
  });
});
