import sharp from 'sharp';
import type { PhotoPlan } from './photo-plan';

/** Clockwise degrees that turn an upright picture into the one whose orientation tag makes it upright again. */
const TURN: Readonly<Record<PhotoPlan['orientation'], number>> = { 1: 0, 3: 180, 6: 270, 8: 90 };

/** Encodes upright RGB as a camera would store it. */
export async function encodePhoto(rgb: Buffer, plan: PhotoPlan): Promise<Buffer> {
  const { width, height, format, quality, progressive, orientation } = plan;
  let picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  if (orientation !== 1) picture = picture.rotate(TURN[orientation]).withMetadata({ orientation });
  if (format === 'png') return picture.png({ compressionLevel: 6, adaptiveFiltering: false }).toBuffer();
  if (format === 'webp') return picture.webp({ quality, effort: 1 }).toBuffer();
  return picture.jpeg({ quality, progressive, chromaSubsampling: quality > 88 ? '4:4:4' : '4:2:0' }).toBuffer();
}
