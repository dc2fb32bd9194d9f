import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Photo, PhotoFile } from './photo';
import { composePhoto } from './rendering/compose-photo';
import { encodePhoto } from './rendering/encode-photo';
import { drawPhotoPlan, type PhotoFormat } from './rendering/photo-plan';
import { seededRandom } from './seeded-random';

export interface RenderedPhoto {
  /** File name with extension; unique for photos of one source and one run. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly format: PhotoFormat;
  /** Size as seen, after the EXIF orientation; absent for the user's own files, which nobody has decoded yet. */
  readonly width?: number;
  readonly height?: number;
  readonly label: string;
}

const EXTENSION: Readonly<Record<PhotoFormat, string>> = { jpeg: 'jpg', png: 'png', webp: 'webp' };

/**
 * A product photo as a shop would send it; the same bytes for the same photo, index and seed. A user's own file comes
 * back byte for byte. Holds about 6 bytes a pixel while it works: 12 MB for the largest.
 */
export async function renderPhoto(photo: Photo, index: number, seed: number): Promise<RenderedPhoto> {
  if ('path' in photo) return ownPhoto(photo, index);
  const random = seededRandom('render', seed, index);
  const plan = drawPhotoPlan(random);
  const rgb = composePhoto(photo.pixels, plan, random.below(65536));
  return {
    name: `${photo.id}.${EXTENSION[plan.format]}`,
    bytes: await encodePhoto(rgb, plan),
    format: plan.format,
    width: plan.width,
    height: plan.height,
    label: photo.label,
  };
}

async function ownPhoto(photo: PhotoFile, index: number): Promise<RenderedPhoto> {
  const extension = extname(photo.path).slice(1).toLowerCase();
  const format = extension === 'png' || extension === 'webp' ? extension : 'jpeg';
  // two folders may hold the same file name
  const name = `${String(index).padStart(5, '0')}-${basename(photo.path)}`;
  return { name, bytes: await readFile(photo.path), format, label: photo.label };
}
