import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { generatedPhotos } from '../../cli/demo/photos/source/generated-photos';

/** Draws pictures that are easy to tell apart, one folder a class. @returns the folder */
export async function drawPhotos(parent: string, split: 'train' | 'test', count: number): Promise<string> {
  const folder = path.join(parent, `drawn-${split}`);
  for await (const photo of generatedPhotos({ split }).photos(count, 1)) {
    if (!('pixels' in photo)) continue;
    const { width, height, channels, data } = photo.pixels;
    fs.mkdirSync(path.join(folder, photo.label), { recursive: true });
    await sharp(data, { raw: { width, height, channels } })
      .negate()
      .resize(width * 2)
      .png()
      .toFile(path.join(folder, photo.label, `${photo.id}.png`));
  }
  return folder;
}
