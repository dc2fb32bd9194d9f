import { seededRandom } from '../seeded-random';
import type { StudioPlan } from './photo-plan';

/** Side of every tile, a power of two so that a coordinate wraps with `& TILE_MASK`. */
const TILE_SIDE = 256;
export const TILE_MASK = TILE_SIDE - 1;
/** `index = (y << TILE_SHIFT) | x`. */
export const TILE_SHIFT = 8;

function tile(cell: (x: number, y: number) => number): Float32Array {
  const values = new Float32Array(TILE_SIDE * TILE_SIDE);
  for (let y = 0; y < TILE_SIDE; y++) for (let x = 0; x < TILE_SIDE; x++) values[(y << TILE_SHIFT) | x] = cell(x, y);
  return values;
}

/** Sensor noise: standard normal, correlated a little between neighbours as a demosaiced picture's is. */
function makeNoise(): Float32Array {
  const random = seededRandom('sensor noise');
  const white = tile(() => random.normal());
  const at = (x: number, y: number) => white[((y & TILE_MASK) << TILE_SHIFT) | (x & TILE_MASK)]!;
  // sqrt(0.8^2 + 2 * 0.42^2) = 1: keeps the standard deviation
  return tile((x, y) => 0.8 * at(x, y) + 0.42 * at(x + 1, y) + 0.42 * at(x, y + 1));
}

const wave = (cycles: number, position: number) => Math.sin((2 * Math.PI * cycles * position) / TILE_SIDE);

const WEAVES: Readonly<Record<StudioPlan['weave'], (noise: Float32Array) => Float32Array>> = {
  twill: noise => tile((x, y) => 0.7 * wave(64, x + y) + 0.35 * noise[(y << TILE_SHIFT) | x]!),
  knit: noise =>
    tile((x, y) => 0.8 * wave(32, x) * wave(64, y + 1.5 * wave(32, x)) + 0.3 * noise[(y << TILE_SHIFT) | x]!),
  grain: noise =>
    tile((x, y) => {
      const coarse = noise[((y >> 1) << TILE_SHIFT) | (x >> 1)]!;
      return 0.5 * coarse + 0.4 * noise[(y << TILE_SHIFT) | x]!;
    }),
};

let noiseTile: Float32Array | undefined;
const weaveTiles = new Map<StudioPlan['weave'], Float32Array>();

/** Made once per process (5 ms each): the noise itself is the same in every photo, its place is not. */
export function sensorNoise(): Float32Array {
  noiseTile ??= makeNoise();
  return noiseTile;
}

export function weaveTexture(weave: StudioPlan['weave']): Float32Array {
  let texture = weaveTiles.get(weave);
  if (!texture) {
    texture = WEAVES[weave](sensorNoise());
    weaveTiles.set(weave, texture);
  }
  return texture;
}
