import { Grid } from '../grid';
import type { GreyPixels } from '../photo';
import { renderPhoto } from '../render-photo';
import type { Camera } from '../render-photos';
import { FRAME_SCALE } from '../rendering/compose-photo';

/** Degrees, clockwise: enough to mistake a product (accuracy .29), little enough to be learnt of 230 photos (.94). */
const angle = 30;

/**
 * A product as a camera sees it that hangs askew: turned in the frame, at the size and in the light that it always had. A
 * user's own file stays as it is.
 */
export const hungAskew: Camera = (photo, index, seed) =>
  renderPhoto('path' in photo ? photo : { ...photo, pixels: turned(photo.pixels, angle) }, index, seed);

/**
 * The picture with the margin that a photo's frame leaves around it, turned clockwise about its middle by so many degrees.
 * What the frame no longer holds is lost, as in a photo.
 */
export function turned(pixels: GreyPixels, degrees: number): GreyPixels {
  const grey = new Grid(pixels.width, pixels.height, Float32Array.from(pixels.data));
  const side = Math.round(FRAME_SCALE * Math.max(pixels.width, pixels.height));
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const middle = (side - 1) / 2;
  const [left, top] = [(pixels.width - 1) / 2, (pixels.height - 1) / 2];
  const seen = new Grid(side, side).map((_, column, row) => {
    const [x, y] = [column - middle, row - middle];
    return sampled(grey, left + cosine * x + sine * y, top - sine * x + cosine * y);
  });
  const data = Uint8Array.from(seen.values, value => Math.round(value));
  return { width: side, height: side, channels: 1, data, frameScale: 1 };
}

/** Between four cells; 0, the background, outside. */
function sampled(grid: Grid, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - column, y - row];
  const upper = grid.at(column, row) * (1 - right) + grid.at(column + 1, row) * right;
  const lower = grid.at(column, row + 1) * (1 - right) + grid.at(column + 1, row + 1) * right;
  return upper * (1 - down) + lower * down;
}
