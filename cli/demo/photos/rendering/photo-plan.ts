import type { SeededRandom } from '../seeded-random';

export type PhotoFormat = 'jpeg' | 'png' | 'webp';

/** Everything about one photo that chance decides, drawn before a pixel is computed. */
export interface PhotoPlan {
  /** Size as seen, after the EXIF orientation is applied; pixels. */
  readonly width: number;
  readonly height: number;
  readonly format: PhotoFormat;
  /** 1..100, for JPEG and WebP. */
  readonly quality: number;
  readonly progressive: boolean;
  /** EXIF orientation 1..8 stored in the file; its pixels are turned so that a viewer shows the product upright. */
  readonly orientation: 1 | 3 | 6 | 8;
  readonly studio: StudioPlan;
}

export interface StudioPlan {
  /** Background luminance at its brightest, 0..1. */
  readonly light: number;
  /** Loss of luminance from the brightest to the darkest corner, 0..1. */
  readonly falloff: number;
  /** Cb and Cr of the background, in 8-bit units around 0. */
  readonly tint: readonly [number, number];
  /** Cb and Cr of the cloth at medium darkness, in 8-bit units around 0. */
  readonly dye: readonly [number, number];
  /** Darkness of the shadow, 0..1, and its offset to the right as a share of the frame. */
  readonly shadow: number;
  readonly shadowOffset: number;
  /** Standard deviation of the sensor's noise, 8-bit units. */
  readonly noise: number;
  /** Contrast of the cloth's texture, 0..1. */
  readonly texture: number;
  readonly weave: 'twill' | 'knit' | 'grain';
}

/** Width and height as multiples of the frame's side; the frame is the square in the middle that holds the product. */
const SQUARE: readonly [number, number] = [1, 1];
const ASPECTS: readonly (readonly [number, number])[] = [
  SQUARE,
  SQUARE,
  SQUARE,
  [1, 40 / 32],
  [1, 48 / 32],
  [40 / 32, 1],
];

/** A kind of photo: side of the frame in pixels, and the noise and quality that keep its file at 20 to 200 KB. */
interface SizeClass {
  readonly share: number;
  readonly side: readonly [number, number];
  /** Standard deviation, 8-bit units. */
  readonly noise: readonly [number, number];
  readonly quality: readonly [number, number];
}

/** Shares add up to 1. Mean 0.2 MP, since the demo makes thousands; the last row gives the 2 MP ones. */
const SIZE_CLASSES: readonly SizeClass[] = [
  { share: 0.5, side: [288, 384], noise: [4, 5.5], quality: [90, 95] },
  { share: 0.34, side: [384, 480], noise: [3, 4], quality: [86, 93] },
  { share: 0.12, side: [480, 640], noise: [2.4, 3.4], quality: [82, 90] },
  { share: 0.03, side: [640, 900], noise: [2, 2.8], quality: [78, 86] },
  { share: 0.01, side: [1150, 1240], noise: [1.6, 2.2], quality: [74, 80] },
];

/** Of a PNG only this much stays within 200 KB with noise in it. */
const PNG_SIZE: SizeClass = { share: 0, side: [256, 288], noise: [2.5, 4], quality: [100, 100] };

function drawSizeClass(random: SeededRandom): SizeClass {
  let left = random.next();
  for (const size of SIZE_CLASSES) {
    if (left < size.share) return size;
    left -= size.share;
  }
  return SIZE_CLASSES[0]!;
}

function drawStudio(random: SeededRandom, noise: number): StudioPlan {
  const dyeAngle = random.between(0, 2 * Math.PI);
  const dyeStrength = random.chance(0.3) ? random.between(0, 6) : random.between(14, 46);
  const tintAngle = random.between(0, 2 * Math.PI);
  const tintStrength = random.between(0, 5);
  return {
    light: random.between(0.9, 0.965),
    falloff: random.between(0.02, 0.06),
    tint: [tintStrength * Math.cos(tintAngle), tintStrength * Math.sin(tintAngle)],
    dye: [dyeStrength * Math.cos(dyeAngle), dyeStrength * Math.sin(dyeAngle)],
    shadow: random.between(0.05, 0.13),
    shadowOffset: random.between(-0.03, 0.03),
    noise,
    texture: random.between(0.03, 0.09),
    weave: random.pick(['twill', 'knit', 'grain']),
  };
}

/** Draws one photo's plan: of ten, seven or eight JPEG, one or two WebP, one PNG. */
export function drawPhotoPlan(random: SeededRandom): PhotoPlan {
  const lot = random.next();
  const format = lot < 0.76 ? 'jpeg' : lot < 0.88 ? 'webp' : 'png';
  const size = format === 'png' ? PNG_SIZE : drawSizeClass(random);
  const side = random.between(...size.side);
  const [wide, high] = format === 'png' ? SQUARE : random.pick(ASPECTS);
  // WebP smooths noise away before it counts bytes
  const noise = random.between(...size.noise) * (format === 'webp' ? 1.25 : 1);
  return {
    width: Math.round(side * wide),
    height: Math.round(side * high),
    format,
    quality: Math.round(random.between(...size.quality)),
    progressive: random.chance(0.25),
    orientation: format === 'jpeg' && random.chance(0.12) ? random.pick([3, 6, 8] as const) : 1,
    studio: drawStudio(random, noise),
  };
}
