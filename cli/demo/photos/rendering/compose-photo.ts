import { clamp, Grid } from '../grid';
import type { GreyPixels } from '../photo';
import { type CutOut, cutOut } from './cut-out';
import { type EnlargedPlane, enlarger, type Span } from './enlarge';
import { sensorNoise, TILE_MASK, TILE_SHIFT, weaveTexture } from './grain';
import type { PhotoPlan, StudioPlan } from './photo-plan';

/** Luminance that black cloth still reflects, as a share of the background's. */
const DARKEST = 0.1;
/** White cloth on a white background still has to be seen. */
const LIGHTEST = 0.955;

/** Steps of the tone table: finer than 8 bits, so that the table adds no banding. */
const TONES = 1024;

/** Cover, shade and shadow of the cut-out, each in steps of 1/255. */
interface Planes {
  readonly cover: EnlargedPlane;
  readonly shade: EnlargedPlane;
  readonly shadow: EnlargedPlane;
}

/**
 * Frame's side as a multiple of the picture's: a margin of 2 of 28 cells on each side, so that what fills the picture
 * still stands free in the photo. Its inverse is the 7/8 centre crop that image classifiers usually take.
 */
export const FRAME_SCALE = 32 / 28;

/** The picture in the middle of a grid of the photo's aspect, in a frame of so many cells. */
function framed(grid: Grid, plan: PhotoPlan, frame: number): Grid {
  const cellsPerPixel = frame / Math.min(plan.width, plan.height);
  const width = Math.round(plan.width * cellsPerPixel);
  const height = Math.round(plan.height * cellsPerPixel);
  const [left, top] = [Math.floor((width - grid.width) / 2), Math.floor((height - grid.height) / 2)];
  return new Grid(width, height).map((_, x, y) => grid.at(x - left, y - top));
}

function castShadow(cover: Grid, studio: StudioPlan, side: number): Grid {
  const dx = Math.round(studio.shadowOffset * side);
  const dy = Math.round(0.025 * side);
  return cover.map((_, x, y) => cover.at(x - dx, y - dy)).blurred(Math.max(1, Math.round(side / 24)));
}

/** What (Cb, Cr) add to red, green and blue without changing the luminance; ITU-R BT.601, as JPEG has it. */
const chroma = ([cb, cr]: readonly [number, number]) =>
  [1.402 * cr, -0.344136 * cb - 0.714136 * cr, 1.772 * cb] as const;

/** RGB of cloth by tone: the luminance is exactly the tone's, so that grey conversion gives the picture back. */
function toneTable({ dye }: StudioPlan): Float32Array {
  const table = new Float32Array(TONES * 3);
  for (let i = 0; i < TONES; i++) {
    const luminance = LIGHTEST + (DARKEST - LIGHTEST) * (i / (TONES - 1));
    // black and white hold no colour; medium tones hold all of it
    const strength = 2 * Math.min(luminance, 1 - luminance);
    chroma(dye).forEach((value, channel) => {
      table[3 * i + channel] = luminance + (strength * value) / 255;
    });
  }
  return table;
}

/** One factor per row and column: light from above that falls off to the lower corners. */
function lightFalloff(length: number, centre: number, amount: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 1 - amount * (i / length - centre) ** 2);
}

/** Coverage after sharpening the outline that upscaling made soft: 256 entries, 0..1. */
const OUTLINE = Float32Array.from({ length: 256 }, (_, i) => {
  const t = clamp((i / 255 - 0.25) / 0.5, 0, 1);
  return t * t * (3 - 2 * t);
});

/** [height, width, 3], uint8, RGB: the product on a studio background. Seconds grow with pixels only. */
export function composePhoto(pixels: GreyPixels, plan: PhotoPlan, place: number): Buffer {
  const { cover, shade }: CutOut = cutOut(pixels);
  const frame = (pixels.frameScale ?? FRAME_SCALE) * pixels.width;
  const coverInFrame = framed(cover, plan, frame);
  const shadow = castShadow(coverInFrame, plan.studio, frame / FRAME_SCALE);
  const enlarged = enlarger(coverInFrame, plan);
  const plane = ({ values }: Grid) => enlarged(asBytes(values));
  const planes = { cover: plane(coverInFrame), shade: plane(framed(shade, plan, frame)), shadow: plane(shadow) };
  return paint(planes, plan, place);
}

/** 0..1 as 0..255, rounded and held there. */
function asBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8ClampedArray(values.length);
  for (let i = 0; i < values.length; i++) bytes[i] = 255 * values[i]!;
  return new Uint8Array(bytes.buffer);
}

/** The part of a row outside of which nothing covers the background. */
function coveredSpan(cover: Uint8Array): Span {
  let [from, to] = [0, cover.length];
  while (from < to && OUTLINE[cover[from]!] === 0) from++;
  while (to > from && OUTLINE[cover[to - 1]!] === 0) to--;
  return { from, to };
}

/** What all pixels of a photo share. */
interface Studio {
  readonly plan: StudioPlan;
  /** Red, green and blue that the light adds. */
  readonly tint: readonly [number, number, number];
  /** Light of each column, as a share. */
  readonly columns: Float32Array;
  readonly tones: Float32Array;
  readonly noise: Float32Array;
  readonly weave: Float32Array;
}

/** A row of cover, shade and shadow, and where it lies in the textures. */
interface Row {
  readonly cover: Uint8Array;
  readonly shade: Uint8Array;
  readonly shadow: Uint8Array;
  /** Luminance of the row, 0 to 255. */
  readonly light: number;
  readonly noiseAt: number;
  readonly noiseShift: number;
  readonly weaveAt: number;
}

/** [height, width, 3], uint8, RGB. */
function paint(planes: Planes, { width, height, studio }: PhotoPlan, place: number): Buffer {
  const pixels = Buffer.allocUnsafeSlow(3 * width * height);
  const [cover, shade, shadow] = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)];
  const whole = { from: 0, to: width };
  const falloff = lightFalloff(height, 0.25, studio.falloff);
  const shared: Studio = {
    plan: studio,
    tint: chroma(studio.tint),
    columns: lightFalloff(width, 0.5, 2 * studio.falloff),
    tones: toneTable(studio),
    noise: sensorNoise(),
    weave: weaveTexture(studio.weave),
  };
  for (let y = 0; y < height; y++) {
    planes.cover.row(y, cover, whole);
    planes.shade.row(y, shade, coveredSpan(cover));
    planes.shadow.row(y, shadow, whole);
    const light = 255 * studio.light * falloff[y]!;
    const noiseAt = ((y + place) & TILE_MASK) << TILE_SHIFT;
    const weaveAt = (y & TILE_MASK) << TILE_SHIFT;
    const row = { cover, shade, shadow, light, noiseAt, noiseShift: place >> TILE_SHIFT, weaveAt };
    paintRow(new Uint8ClampedArray(pixels.buffer, 3 * width * y, 3 * width), row, shared);
  }
  return pixels;
}

/**
 * Turns cover, shade and shadow into red, green and blue. The loop runs once a pixel: nothing is looked up twice, and where
 * nothing covers the background, which is most of a photo, no cloth is woven.
 */
function paintRow(rgb: Uint8ClampedArray, row: Row, { plan, tint, columns, tones, noise, weave }: Studio): void {
  const { cover, shade, shadow, light, noiseAt, noiseShift, weaveAt } = row;
  const [red, green, blue] = tint;
  const [mask, outline, last, top, dark] = [TILE_MASK, OUTLINE, TONES - 1, (TONES - 1) / 255, plan.shadow / 255];
  for (let x = 0, i = 0; i < rgb.length; x++, i += 3) {
    const background = light * columns[x]! * (1 - dark * shadow[x]!);
    const grain = plan.noise * noise[noiseAt | ((x + noiseShift) & mask)]!;
    const coverage = outline[cover[x]!]!;
    if (coverage === 0) {
      const bare = background + grain;
      rgb[i] = bare + red;
      rgb[i + 1] = bare + green;
      rgb[i + 2] = bare + blue;
      continue;
    }
    const covered = background * coverage;
    const cloth = shade[x]! * (1 + plan.texture * weave[weaveAt | (x & mask)]!);
    const step = (cloth * top) | 0;
    const tone = 3 * (step < last ? step : last);
    const bare = background - covered + grain;
    rgb[i] = bare + covered * tones[tone]! + red;
    rgb[i + 1] = bare + covered * tones[tone + 1]! + green;
    rgb[i + 2] = bare + covered * tones[tone + 2]! + blue;
  }
}
