import sharp from 'sharp';
import { makeDefects } from './defects/make-defects';
import type { RgbPhoto } from './defects/rgb-photo';
import type { PhotoSource } from './photos/photo';
import { renderPhotos } from './photos/render-photos';
import { generatedPhotos } from './photos/source/generated-photos';
import { type Circumstances, defectShipment, photoShipment, type Shipment, tableShipment } from './shipment';

export interface MakeShipmentsOptions {
  readonly source: PhotoSource;
  /** Good photos; spoilt files and a table come on top. */
  readonly count: number;
  readonly seed: number;
  readonly circumstances: Circumstances;
}

/** Everything the demo sends, made while it is sent: spoilt files first, since they are the most interesting. */
export async function* makeShipments(options: MakeShipmentsOptions): AsyncGenerator<Shipment> {
  const { source, count, seed, circumstances } = options;
  for (const defect of await makeDefects(await drawnPhoto())) yield defectShipment(defect, circumstances);
  yield tableShipment(circumstances);
  for await (const photo of renderPhotos({ source, count, seed })) yield photoShipment(photo, circumstances);
}

/** What the spoilt files are made of: always the same, since whether a damage shows depends on what it damages. */
async function drawnPhoto(): Promise<RgbPhoto> {
  for await (const { bytes } of renderPhotos({ source: generatedPhotos(), count: 1, seed: 1 })) {
    const image = sharp(bytes).resize(640, 480, { fit: 'cover' }).flatten().toColourspace('srgb').raw();
    const { data, info } = await image.toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  }
  throw new Error('demo: a photo must be drawn, got none; report this as a bug');
}
