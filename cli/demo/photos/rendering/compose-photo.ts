import sharp from 'sharp';
import { clamp, Grid } from '../grid';
import type { GreyPixels } from '../photo';
import { type CutOut, cutOut } from './cut-out';
import { sensorNoise, TILE_MASK, TILE_SHIFT, weaveTexture } from './grain';
import type { PhotoPlan, StudioPlan } from './photo-plan';

/** Luminance that black cloth still reflects, as a share of the background's. */
const DARKEST = 0.1;
/** White cloth on a white background still has to be seen. */
const LIGHTEST = 0.955;

/** Steps of the tone table: finer than 8 bits, so that the table adds no banding. */
const TONES = 1024;

/** [height, width, 3], uint8, RGB: cover, shade and shadow of the cut-out at the photo's size. */
async function enlarge(planes: readonly [Grid, Grid, Grid], plan: PhotoPlan): Promise<Buffer> {
  const { width, height } = planes[0];
  const small = new Uint8ClampedArray(width * height * 3);
  planes.forEach((plane, channel) => {
    for (let i = 0; i < width * height; i++) small[3 * i + channel] = 255 * plane.values[i]!;
  });
  return sharp(small, { raw: { width, height, channels: 3 } })
    .resize(plan.width, plan.height, { kernel: 'lanczos3', fit: 'fill' })
    .raw()
    .toBuffer();
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
export async function composePhoto(pixels: GreyPixels, plan: PhotoPlan, place: number): Promise<Buffer> {
  const { cover, shade }: CutOut = cutOut(pixels);
  const frame = (pixels.frameScale ?? FRAME_SCALE) * pixels.width;
  const coverInFrame = framed(cover, plan, frame);
  const shadow = castShadow(coverInFrame, plan.studio, frame / FRAME_SCALE);
  const planes = await enlarge([coverInFrame, framed(shade, plan, frame), shadow], plan);
  paint(planes, plan, place);
  return planes;
}

/** Turns cover, shade, shadow into red, green, blue, in place. The loop runs once a pixel: nothing is looked up twice. */
function paint(buffer: Buffer, { width, height, studio }: PhotoPlan, place: number): void {
  const rgb = new Uint8ClampedArray(buffer.buffer, buffer.byteOffset, buffer.length);
  const [noise, weave, tones, outline] = [sensorNoise(), weaveTexture(studio.weave), toneTable(studio), OUTLINE];
  const [mask, shift, top, right] = [TILE_MASK, TILE_SHIFT, (TONES - 1) / 255, place >> TILE_SHIFT];
  const columns = lightFalloff(width, 0.5, 2 * studio.falloff);
  const rows = lightFalloff(height, 0.25, studio.falloff);
  const [red, green, blue] = chroma(studio.tint);
  const shadow = studio.shadow / 255;
  const last = TONES - 1;
  const { min } = Math;
  for (let y = 0, i = 0; y < height; y++) {
    const noiseRow = ((y + place) & mask) << shift;
    const weaveRow = (y & mask) << shift;
    const light = 255 * studio.light * rows[y]!;
    for (let x = 0; x < width; x++, i += 3) {
      const background = light * columns[x]! * (1 - shadow * rgb[i + 2]!);
      const grain = studio.noise * noise[noiseRow | ((x + right) & mask)]!;
      const covered = background * outline[rgb[i]!]!;
      const cloth = rgb[i + 1]! * (1 + studio.texture * weave[weaveRow | (x & mask)]!);
      const tone = 3 * min(last, (cloth * top) | 0);
      const bare = background - covered + grain;
      rgb[i] = bare + covered * tones[tone]! + red;
      rgb[i + 1] = bare + covered * tones[tone + 1]! + green;
      rgb[i + 2] = bare + covered * tones[tone + 2]! + blue;
    }
  }
}
