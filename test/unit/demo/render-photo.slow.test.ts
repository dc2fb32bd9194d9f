import sharp from 'sharp';
import type { DrawnPhoto, PhotoSource } from '../../../cli/demo/photos/photo';
import { PRODUCT_CLASSES } from '../../../cli/demo/photos/product-classes';
import { type RenderedPhoto, renderPhoto } from '../../../cli/demo/photos/render-photo';
import { renderPhotos } from '../../../cli/demo/photos/render-photos';
import {
  DEBIAN_FASHION_MNIST,
  fashionMnistPhotos,
  hasFashionMnist,
} from '../../../cli/demo/photos/source/fashion-mnist';
import { generatedPhotos } from '../../../cli/demo/photos/source/generated-photos';
import { shrinkPhoto } from '../../support/shrink-photo';
import { collect } from './collect';
import { correlation } from './correlation';

const COUNT = 25;
const source = generatedPhotos();
let drawn: DrawnPhoto[];
let photos: RenderedPhoto[];

beforeAll(async () => {
  drawn = (await collect(source.photos(COUNT, 3))) as DrawnPhoto[];
  photos = await collect(renderPhotos({ source, count: COUNT, seed: 3 }));
}, 60_000);

/** The picture at the size that the classifier sees. */
async function at28({ width, height, data }: DrawnPhoto['pixels']): Promise<Uint8Array> {
  if (width === 28) return data;
  const raw = { width, height, channels: 1 } as const;
  return sharp(data, { raw }).resize(28, 28, { kernel: 'lanczos3' }).greyscale().raw().toBuffer();
}

describe('rendered photos', () => {
  test('come as JPEG, PNG and WebP of 20 to 200 KB and at most 2.4 megapixels, and are what they say', async () => {
    for (const photo of photos) {
      const { format, autoOrient } = await sharp(photo.bytes).metadata();
      expect({ name: photo.name, format, ...autoOrient }).toEqual({
        name: photo.name,
        format: photo.format,
        width: photo.width,
        height: photo.height,
      });
      expect(Math.min(photo.width!, photo.height!)).toBeGreaterThanOrEqual(256);
      expect(photo.width! * photo.height!).toBeLessThanOrEqual(2.4e6);
      expect(photo.bytes.length).toBeGreaterThan(18_000);
      expect(photo.bytes.length).toBeLessThan(204_800);
    }
    expect(new Set(photos.map(({ format }) => format))).toEqual(new Set(['jpeg', 'png', 'webp']));
  });

  test('hold progressive JPEGs and EXIF orientations among them', async () => {
    const metadata = await Promise.all(photos.map(({ bytes }) => sharp(bytes).metadata()));
    expect(metadata.some(({ isProgressive }) => isProgressive)).toBe(true);
    expect(metadata.some(({ orientation = 1 }) => orientation > 1)).toBe(true);
  });

  test('hold every class and distinct names', () => {
    expect(new Set(photos.map(({ label }) => label))).toEqual(new Set(PRODUCT_CLASSES));
    expect(new Set(photos.map(({ name }) => name)).size).toBe(COUNT);
  });

  test('are the same bytes for the same seed, in any order, and others for another seed', async () => {
    const again = await renderPhoto(drawn[5]!, 5, 3);
    expect(again.bytes.equals(photos[5]!.bytes)).toBe(true);
    expect((await renderPhoto(drawn[5]!, 5, 4)).bytes.equals(again.bytes)).toBe(false);
  });

  test('give the small picture back when they are shrunk', async () => {
    for (const [i, photo] of photos.entries()) {
      const back = await shrinkPhoto(photo.bytes);
      expect({ i, alike: correlation(back.data, await at28(drawn[i]!.pixels)) >= 0.97 }).toEqual({ i, alike: true });
    }
  });

  const realFiles = hasFashionMnist(DEBIAN_FASHION_MNIST) ? test : test.skip;
  realFiles(
    'give the Fashion-MNIST picture back when they are shrunk',
    async () => {
      const real = fashionMnistPhotos({ folder: DEBIAN_FASHION_MNIST, split: 'test' });
      const originals = (await collect(real.photos(40, 1))) as DrawnPhoto[];
      const correlations = await Promise.all(
        originals.map(async (photo, i) =>
          correlation((await shrinkPhoto((await renderPhoto(photo, i, 1)).bytes)).data, photo.pixels.data),
        ),
      );
      correlations.sort((a, b) => a - b);
      expect(correlations[0]).toBeGreaterThan(0.945);
      expect(correlations[2]).toBeGreaterThan(0.95);
      expect(correlations[20]).toBeGreaterThan(0.99);
    },
    60_000,
  );

  test.each([302, 318, 342, 501])('are not shifted when a JPEG of %i pixels is shrunk', async side => {
    const stripes = Uint8Array.from({ length: 32 * 32 }, (_, i) => {
      const [x, y] = [i % 32, Math.floor(i / 32)];
      return x < 4 || y < 4 || x > 27 || y > 27 || (x + y) % 4 < 2 ? 240 : 20;
    });
    const jpeg = await sharp(stripes, { raw: { width: 32, height: 32, channels: 1 } })
      .resize(side, side, { kernel: 'lanczos3' })
      .jpeg({ quality: 95 })
      .toBuffer();
    const expected = stripes.filter((_, i) => i % 32 > 1 && i % 32 < 30 && i >= 64 && i < 960);
    expect(correlation((await shrinkPhoto(jpeg)).data, expected)).toBeLessThan(-0.985);
  });

  test('survive a reader that stops early and pass an error of the source on', async () => {
    for await (const photo of renderPhotos({ source, count: 9, seed: 1 })) {
      expect(photo.name).toMatch(/^drawn-train-00000\./);
      break;
    }
    const broken: PhotoSource = {
      ...source,
      async *photos() {
        yield drawn[0]!;
        throw new Error('disk gone');
      },
    };
    await expect(collect(renderPhotos({ source: broken, count: 3, seed: 1 }))).rejects.toThrow('disk gone');
  });
});
