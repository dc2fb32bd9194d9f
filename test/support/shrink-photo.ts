import sharp from 'sharp';
import type { GreyPixels } from '../../cli/demo/photos/photo';

/** Side of the picture that the classifier sees, and of the frame around it (margin 2: the usual 7/8 centre crop). */
const SIDE = 28;
const FRAME_SIDE = 32;
const MARGIN = (FRAME_SIDE - SIDE) / 2;

/**
 * The small grey picture back from a photo, as training does it: apply the EXIF orientation, take the square in the
 * middle (side = the shorter one), shrink it to 32 x 32, convert to grey (ITU-R BT.601, Pillow's "L"), invert,
 * subtract the median of the outermost ring (the studio background), clip at 0, keep the inner 28 x 28.
 * @throws Error when the bytes are no image
 */
export async function shrinkPhoto(bytes: Uint8Array): Promise<GreyPixels> {
  const picture = sharp(bytes).autoOrient();
  const { width, height } = (await picture.metadata()).autoOrient;
  const side = Math.min(width, height);
  // an explicit crop also keeps a JPEG from being decoded at a fraction of its size, which moves it by up to half a cell
  const rgb = await picture
    .extract({ left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side })
    .resize(FRAME_SIDE, FRAME_SIDE, { kernel: 'lanczos3' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  const darkness = (x: number, y: number) => {
    const i = 3 * (y * FRAME_SIDE + x);
    return 255 - (0.299 * rgb[i]! + 0.587 * rgb[i + 1]! + 0.114 * rgb[i + 2]!);
  };
  const background = medianOfRing(darkness);
  const data = new Uint8Array(SIDE * SIDE);
  for (let i = 0; i < data.length; i++) {
    const value = darkness(MARGIN + (i % SIDE), MARGIN + Math.floor(i / SIDE)) - background;
    data[i] = Math.max(0, Math.round(value));
  }
  return { width: SIDE, height: SIDE, channels: 1, data };
}

function medianOfRing(darkness: (x: number, y: number) => number): number {
  const last = FRAME_SIDE - 1;
  const ring = Array.from({ length: last }, (_, i) => [
    darkness(i, 0),
    darkness(last, i),
    darkness(last - i, last),
    darkness(0, last - i),
  ]).flat();
  return ring.sort((a, b) => a - b)[ring.length >> 1]!;
}
