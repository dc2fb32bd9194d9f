import { differenceHash, perceptualHash } from './perceptual-hashes';

/** A decoded, shrunk image: interleaved uint8 rows, shape [height, width, channels], 1 = grey, 3 = RGB. */
export interface ShrunkImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** What later drift monitoring watches. Luma and colours are 0..255, computed on the image shrunk to <= 256 px. */
export interface ImageFeatures {
  /** Mean luma (BT.601). */
  readonly brightness: number;
  /** Standard deviation of luma. */
  readonly contrast: number;
  /** Shannon entropy of the luma histogram, 0..8 bit. */
  readonly entropyBits: number;
  /** Variance of the 4-neighbour Laplacian of luma: below about 100 looks blurred (Pech-Pacheco 2000). */
  readonly sharpness: number;
  readonly meanRed: number;
  readonly meanGreen: number;
  readonly meanBlue: number;
  /** Luma below which 1 % and 99 % of the pixels lie. */
  readonly lumaP01: number;
  readonly lumaP99: number;
  /** Stored width / height. */
  readonly aspectRatio: number;
  readonly sizeBytes: number;
  readonly megapixels: number;
  /** 64-bit hashes, 16 hex digits; near duplicates differ in few bits. Blind to crops, flips and rotations. */
  readonly differenceHash: string;
  readonly perceptualHash: string;
}

type ColourFeatures = Pick<ImageFeatures, 'meanRed' | 'meanGreen' | 'meanBlue'>;
type LumaFeatures = Pick<ImageFeatures, 'brightness' | 'contrast' | 'entropyBits' | 'lumaP01' | 'lumaP99'>;

/** Features of an image: from its shrunk pixels, and from the size of the original. */
export function measureImage(
  shrunk: ShrunkImage,
  original: { readonly width: number; readonly height: number; readonly sizeBytes: number },
): ImageFeatures {
  const { width, height } = shrunk;
  const { luma, ...colour } = toLuma(shrunk);
  return {
    ...lumaFeatures(luma),
    sharpness: laplacianVariance(luma, width, height),
    ...colour,
    aspectRatio: original.width / original.height,
    sizeBytes: original.sizeBytes,
    megapixels: (original.width * original.height) / 1e6,
    differenceHash: differenceHash(luma, width, height),
    perceptualHash: perceptualHash(luma, width, height),
  };
}

/** Luma as uint8 [height, width] by BT.601 in 1/256: .299, .587, .114 = 77, 150, 29. */
function toLuma({ width, height, channels, pixels }: ShrunkImage): ColourFeatures & { luma: Uint8Array } {
  const count = width * height;
  const luma = new Uint8Array(count);
  const [toGreen, toBlue] = channels >= 3 ? [1, 2] : [0, 0];
  let [red, green, blue] = [0, 0, 0];
  for (let index = 0, at = 0; index < count; index++, at += channels) {
    const r = pixels[at]!;
    const g = pixels[at + toGreen]!;
    const b = pixels[at + toBlue]!;
    red += r;
    green += g;
    blue += b;
    luma[index] = (r * 77 + g * 150 + b * 29) >> 8;
  }
  return { luma, meanRed: red / count, meanGreen: green / count, meanBlue: blue / count };
}

function lumaFeatures(luma: Uint8Array): LumaFeatures {
  const histogram = new Uint32Array(256);
  for (let index = 0; index < luma.length; index++) histogram[luma[index]!]!++;
  let [sum, squares, entropyBits] = [0, 0, 0];
  histogram.forEach((count, level) => {
    sum += count * level;
    squares += count * level * level;
    if (count > 0) entropyBits -= (count / luma.length) * Math.log2(count / luma.length);
  });
  const brightness = sum / luma.length;
  const contrast = Math.sqrt(Math.max(0, squares / luma.length - brightness ** 2));
  const percentile = (share: number): number => {
    let below = 0;
    return histogram.findIndex(count => {
      below += count;
      return below >= share * luma.length;
    });
  };
  return { brightness, contrast, entropyBits, lumaP01: percentile(0.01), lumaP99: percentile(0.99) };
}

/** 0 for images without an inner pixel. */
function laplacianVariance(luma: Uint8Array, width: number, height: number): number {
  let [sum, squares] = [0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const value = 4 * luma[at]! - luma[at - 1]! - luma[at + 1]! - luma[at - width]! - luma[at + width]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = Math.max(0, width - 2) * Math.max(0, height - 2);
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}
