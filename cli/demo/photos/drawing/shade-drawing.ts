import { clamp, Grid } from '../grid';
import type { GreyPixels } from '../photo';
import type { SeededRandom } from '../seeded-random';
import type { Drawing, Shape } from './drawing';
import { fillCoverage, lineCoverage, rounded } from './rasterise';

/** Side of a drawn picture: five times Fashion-MNIST's, enough for a crisp outline at 600 pixels. */
export const DRAWING_SIDE = 140;

/** A product is never as light as nothing: below this a cell would count as background. */
const DARKNESS_MIN = 30;

/** Light from the upper left, as on the usual product photo. */
const LIGHT = [-0.55, -0.83] as const;
const RELIEF_CONTRAST = 0.5;
const FOLD_CONTRAST = 0.16;

/** How much a cell faces the light, -1..1: the slope of the coverage's blur, which rounds the piece off. */
function relief(cover: Grid, roundness: number): Grid {
  const height = cover.blurred(Math.max(1, Math.round((roundness * cover.width) / 2)));
  const scale = 1.5 * roundness * cover.width;
  return cover.map((_, x, y) => {
    const slopeX = height.at(x + 1, y) - height.at(x - 1, y);
    const slopeY = height.at(x, y + 1) - height.at(x, y - 1);
    return clamp(-scale * (slopeX * LIGHT[0] + slopeY * LIGHT[1]), -1, 1);
  });
}

/** A few soft waves across the folds' direction, bent a little, -1..1. */
function foldPattern(direction: number, random: SeededRandom): (x: number, y: number) => number {
  const { sin, cos } = Math;
  const waves = Array.from({ length: 3 }, () => {
    const turn = 2 * Math.PI * random.between(2, 6);
    const phase = random.between(0, 2 * Math.PI);
    const angle = direction + random.between(-0.25, 0.25);
    return { turn, phase, dx: cos(angle), dy: sin(angle), bend: random.between(0.2, 0.9) };
  });
  return (x, y) => {
    let sum = 0;
    for (const { turn, phase, dx, dy, bend } of waves) {
      sum += sin(turn * (y * dx - x * dy) + phase + bend * sin(4 * (x * dx + y * dy) + phase));
    }
    return sum / waves.length;
  };
}

const foldGrid = (pattern: (x: number, y: number) => number, side: number) =>
  new Grid(side, side).map((_, x, y) => pattern(x / side, y / side));

function coverageOf(shape: Shape, side: number): Grid {
  if (shape.kind === 'line') return lineCoverage(shape.points, shape.width, side);
  return fillCoverage(rounded(shape.points), side);
}

/** Paints the shapes in order: each covers what lies below, lit as a rounded piece of its material. */
export function shadeDrawing(drawing: Drawing, random: SeededRandom): GreyPixels {
  const side = DRAWING_SIDE;
  const picture = new Grid(side, side);
  const folds = drawing.folds === undefined ? new Grid(side, side) : foldGrid(foldPattern(drawing.folds, random), side);
  for (const shape of drawing.shapes) {
    const cover = coverageOf(shape, side);
    const lit = relief(cover, shape.kind === 'fill' ? (shape.roundness ?? 0.05) : shape.width);
    const foldContrast = shape.kind === 'fill' ? FOLD_CONTRAST : 0;
    for (let i = 0; i < side * side; i++) {
      const share = cover.values[i]!;
      if (share === 0) continue;
      const brightness = RELIEF_CONTRAST * lit.values[i]! + foldContrast * folds.values[i]!;
      const darkness = clamp(shape.tone * (1 - brightness), DARKNESS_MIN / 255, 1);
      picture.values[i] = picture.values[i]! * (1 - share) + darkness * share;
    }
  }
  return { width: side, height: side, channels: 1, data: Uint8Array.from(picture.values, value => 255 * value) };
}
