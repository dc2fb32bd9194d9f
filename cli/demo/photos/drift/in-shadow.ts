import sharp from 'sharp';
import { type RenderedPhoto, renderPhoto } from '../render-photo';
import type { Camera } from '../render-photos';

/** Of the picture's height: where the shadow begins. */
const edge = 0.68;

/** Light that is left in it, as a share. */
const left = 0.45;

/** As good as the studio's own files, so that only the light differs. */
const quality = 92;

/** A photo whose lower third lies in shadow: no ground of one tone any more. */
export const inShadow: Camera = async (photo, index, seed) => shaded(await renderPhoto(photo, index, seed));

/** The same photo in that light; a JPEG, upright. */
export async function shaded(photo: RenderedPhoto): Promise<RenderedPhoto> {
  const upright = sharp(photo.bytes).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const from = Math.floor(height * edge) * width * channels;
  for (let i = from; i < data.length; i++) data[i] = Math.round(data[i]! * left);
  const bytes = await sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
  return { ...photo, name: photo.name.replace(/\.[^.]+$/, '.jpg'), bytes, format: 'jpeg', width, height };
}
