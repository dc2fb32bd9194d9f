import { measureImage } from '../../../lambdas/domain/images/features/image-features';
import { makePhoto, policyWith, sharpOf, validate } from './photos';

const original = { width: 4, height: 4, sizeBytes: 100 };
const greyImage = (width: number, height: number, luma: (x: number, y: number) => number) => ({
  width,
  height,
  channels: 1,
  pixels: Uint8Array.from({ length: width * height }, (_, i) => luma(i % width, Math.floor(i / width))),
});

const bitsApart = (a: string, b: string): number =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

const featuresOf = async (name: string, bytes: Uint8Array) => {
  const { features, reasons } = await validate({ name, bytes }, policyWith());
  expect(reasons).toEqual([]);
  return features!;
};

describe('features of shrunk pixels', () => {
  it('of one grey level are that level, without contrast, entropy or edges', () => {
    expect(
      measureImage(
        greyImage(32, 32, () => 100),
        original,
      ),
    ).toMatchObject({
      ...{ brightness: 100, contrast: 0, entropyBits: 0, sharpness: 0, lumaP01: 100, lumaP99: 100 },
      ...{ meanRed: 100, meanGreen: 100, meanBlue: 100, aspectRatio: 1, sizeBytes: 100, megapixels: 0.000016 },
      ...{ differenceHash: '0000000000000000' },
    });
  });

  it('of half black, half white are 1 bit of entropy and a contrast of 127.5', () => {
    const features = measureImage(
      greyImage(32, 32, x => (x < 16 ? 0 : 255)),
      original,
    );
    expect(features).toMatchObject({ brightness: 127.5, contrast: 127.5, entropyBits: 1, lumaP01: 0, lumaP99: 255 });
  });

  it('of a checkerboard have the Laplacian variance computed by hand', () => {
    // every inner pixel sees four neighbours of the other level: +-4 x 10, mean 0
    const features = measureImage(
      greyImage(34, 34, (x, y) => ((x + y) % 2) * 10),
      original,
    );
    expect(features.sharpness).toBe(1600);
  });

  it('weigh red, green and blue by BT.601', () => {
    const red = { width: 1, height: 1, channels: 3, pixels: Uint8Array.of(255, 0, 0) };
    expect(measureImage(red, original)).toMatchObject({
      brightness: 76,
      meanRed: 255,
      meanGreen: 0,
      meanBlue: 0,
      sharpness: 0,
    });
  });

  it('of a ramp to the right set every bit of the difference hash', () => {
    expect(
      measureImage(
        greyImage(90, 80, x => x),
        original,
      ).differenceHash,
    ).toBe('ffffffffffffffff');
  });
});

describe('perceptual hashes', () => {
  const photo = sharpOf(makePhoto(500, 400, 9));

  it('of a resized and a re-encoded copy are at most 7 bits apart', async () => {
    const first = await featuresOf('a.png', await photo.clone().png().toBuffer());
    const small = await featuresOf('a.webp', await photo.clone().resize(200).webp({ quality: 60 }).toBuffer());
    const recoded = await featuresOf('a.jpg', await photo.clone().jpeg({ quality: 50 }).toBuffer());
    for (const other of [small, recoded]) {
      expect(bitsApart(first.perceptualHash, other.perceptualHash)).toBeLessThanOrEqual(7);
      expect(bitsApart(first.differenceHash, other.differenceHash)).toBeLessThanOrEqual(7);
    }
  });

  it('of another photo are more than 10 bits apart', async () => {
    const first = await featuresOf('a.png', await photo.clone().png().toBuffer());
    const other = await featuresOf(
      'a.png',
      await sharpOf(makePhoto(500, 400, 40))
        .flop()
        .negate()
        .png()
        .toBuffer(),
    );
    expect(bitsApart(first.perceptualHash, other.perceptualHash)).toBeGreaterThan(10);
  });
});

describe('the verdict on a photo', () => {
  it('has the features of the picture, whatever its format', async () => {
    const flat = sharpOf({ width: 300, height: 150, data: new Uint8Array(300 * 150 * 3).fill(90) });
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const bytes = await flat.clone().toFormat(format).toBuffer();
      const features = await featuresOf(`a.${format}`, bytes);
      expect(features).toMatchObject({ aspectRatio: 2, sizeBytes: bytes.length, megapixels: 0.045 });
      expect(Math.abs(features.brightness - 90)).toBeLessThanOrEqual(1);
    }
  });

  it('sees transparent pixels as white', async () => {
    const clear = sharpOf(makePhoto(40, 40)).joinChannel(Buffer.alloc(1600), {
      raw: { width: 40, height: 40, channels: 1 },
    });
    expect((await featuresOf('a.png', await clear.png().toBuffer())).brightness).toBe(255);
  });

  it('names the sha256 of the bytes as sent', async () => {
    const { sha256 } = await validate({ name: 'a.txt', bytes: new TextEncoder().encode('abc') }, policyWith());
    expect(sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
