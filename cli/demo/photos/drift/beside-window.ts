import sharp from 'sharp';
import { type RenderedPhoto, renderPhoto } from '../render-photo';
import type { Camera } from '../render-photos';

/** Light that is left at the side that is far from the window, as a share of that beside it. */
const farSide = 0.25;

/** As good as the studio's own files, so that only the light differs. */
const quality = 92;

/** A photo in light from the left that falls off to a quarter at the right: no ground of one tone any more. */
export const besideWindow: Camera = async (photo, index, seed) => relit(await renderPhoto(photo, index, seed));

/** The same photo in that light; a JPEG, upright. */
export async function relit(photo: RenderedPhoto): Promise<RenderedPhoto> {
  const upright = sharp(photo.bytes).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
  dimToTheRight(data, info);
  const { width, height, channels } = info;
  const bytes = await sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
  return { ...photo, name: photo.name.replace(/\.[^.]+$/, '.jpg'), bytes, format: 'jpeg', width, height };
}

/** @param data [height, width, channels] uint8, changed in place */
function dimToTheRight(data: Buffer, { width, channels }: { readonly width: number; readonly channels: number }): void {
  const light = Float32Array.from({ length: width }, (_, x) => 1 - (1 - farSide) * (x / width));
  for (let i = 0, x = 0; i < data.length; x = x + 1 === width ? 0 : x + 1) {
    for (let channel = 0; channel < channels; channel++, i++) data[i] = Math.round(data[i]! * light[x]!);
  }
}
