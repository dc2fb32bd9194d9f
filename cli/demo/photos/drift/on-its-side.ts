import type { GreyPixels } from '../photo';
import { renderPhoto } from '../render-photo';
import type { Camera } from '../render-photos';

/** A product that lies on its side, in the frame and the light that it always had. A user's own file stays as it is. */
export const onItsSide: Camera = (photo, index, seed) =>
  renderPhoto('path' in photo ? photo : { ...photo, pixels: turned(photo.pixels) }, index, seed);

/** By 90 degrees, clockwise. @returns [width, height]: rows become columns */
export function turned({ width, height, channels, data }: GreyPixels): GreyPixels {
  const target = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) target[x * height + (height - 1 - y)] = data[y * width + x]!;
  }
  return { width: height, height: width, channels, data: target };
}
