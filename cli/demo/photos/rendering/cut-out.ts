import type { GreyPixels } from '../photo';
import { Grid } from './grid';

/** A product cut out of its black background, on the picture's own grid; all values 0..1. */
export interface CutOut {
  /** How much of a cell the product covers: 1 inside, in between on the outline. */
  readonly cover: Grid;
  /** How dark the product is, carried on beyond its outline, so that the outline gets no bright fringe. */
  readonly shade: Grid;
}

/** Up to this grey value a cell that touches the border through others like it is background. */
const BACKGROUND_MAX = 14;

/** How far the shade is carried beyond the outline: the reach of a Lanczos-3 kernel. */
const FRINGE_CELLS = 3;

/** Cells that are background: dark and connected to the border (a dark stripe inside the product is not). */
function backgroundOf(grey: Grid): Uint8Array {
  const { width, height } = grey;
  const background = new Uint8Array(width * height);
  const open: number[] = [];
  const visit = (x: number, y: number) => {
    const i = y * width + x;
    if (x < 0 || y < 0 || x >= width || y >= height || background[i] || grey.values[i]! > BACKGROUND_MAX) return;
    background[i] = 1;
    open.push(i);
  };
  for (let x = 0; x < width; x++) for (const y of [0, height - 1]) visit(x, y);
  for (let y = 0; y < height; y++) for (const x of [0, width - 1]) visit(x, y);
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const [x, y] = [i % width, Math.floor(i / width)];
    visit(x - 1, y);
    visit(x + 1, y);
    visit(x, y - 1);
    visit(x, y + 1);
  }
  return background;
}

/**
 * Separates outline from tone. A small picture's outline cells are a blend of product and background; upscaling that
 * blend gives fog. So an outline cell takes the tone of its darkest neighbour, and its own grey becomes coverage,
 * which can be upscaled and sharpened alone.
 */
export function cutOut(pixels: GreyPixels): CutOut {
  const grey = new Grid(pixels.width, pixels.height, Float32Array.from(pixels.data));
  const background = new Grid(grey.width, grey.height, Float32Array.from(backgroundOf(grey)));
  const onOutline = (x: number, y: number) =>
    background.at(x - 1, y) + background.at(x + 1, y) + background.at(x, y - 1) + background.at(x, y + 1) > 0;
  const tone = grey.map((value, x, y) => {
    if (background.at(x, y)) return 0;
    return onOutline(x, y) ? Math.max(value, grey.neighbourMax(x, y)) : value;
  });
  const cover = grey.map((value, x, y) => {
    if (background.at(x, y)) return 0;
    return onOutline(x, y) ? value / tone.at(x, y) : 1;
  });
  let shade = tone;
  for (let i = 0; i < FRINGE_CELLS; i++) {
    const inner = shade;
    shade = inner.map((value, x, y) => (value > 0 ? value : inner.neighbourMax(x, y)));
  }
  return { cover, shade: shade.map(value => value / 255) };
}
