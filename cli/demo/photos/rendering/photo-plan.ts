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
const ASPECTS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 1],
  [1, 1],
  [1, 40 / 32],
  [1, 48 / 32],
  [40 / 32, 1],
];

/** Of 100 photos: side of the frame from, to (pixels). Mean 0.3 MP; the last row gives the 2 MP ones. */
const SIDES: readonly { readonly share: number; readonly low: number; readonly high: number }[] = [
  { share: 0.45, low: 288, high: 448 },
  { share: 0.42, low: 448, high: 640 },
  { share: 0.11, low: 640, high: 900 },
  { share: 0.02, low: 1150, high: 1240 },
];

/** A PNG of more than this cannot stay within 200 KB with noise in it. */
const PNG_SIDE_MAX = 288;
const PNG_SIDE_MIN = 256;

function drawSide(random: SeededRandom): number {
  let left = random.next();
  for (const { share, low, high } of SIDES) {
    if (left < share) return Math.round(random.between(low, high));
    left -= share;
  }
  return SIDES[0]!.low;
}

function drawStudio(random: SeededRandom, side: number): StudioPlan {
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
    // Small photos need noise to reach 20 KB as real ones do; large ones have plenty of pixels.
    noise: random.between(0.8, 1.3) * (side < 360 ? 4 : side < 700 ? 3 : 2.2),
    texture: random.between(0.03, 0.09),
    weave: random.pick(['twill', 'knit', 'grain']),
  };
}

/** Draws one photo's plan: of ten, seven or eight JPEG, one or two WebP, one PNG. */
export function drawPhotoPlan(random: SeededRandom): PhotoPlan {
  const lot = random.next();
  const format = lot < 0.76 ? 'jpeg' : lot < 0.88 ? 'webp' : 'png';
  const side = format === 'png' ? Math.round(random.between(PNG_SIDE_MIN, PNG_SIDE_MAX)) : drawSide(random);
  const [wide, high] = format === 'png' ? ([1, 1] as const) : random.pick(ASPECTS);
  return {
    width: Math.round(side * wide),
    height: Math.round(side * high),
    format,
    quality: Math.round(random.between(78, 93)),
    progressive: random.chance(0.25),
    orientation: format === 'jpeg' && random.chance(0.12) ? random.pick([3, 6, 8] as const) : 1,
    studio: drawStudio(random, side),
  };
}
