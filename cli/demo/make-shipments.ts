import sharp from 'sharp';
import { makeDefects } from './defects/make-defects';
import type { PhotoSource } from './photos/photo';
import type { RenderedPhoto } from './photos/render-photo';
import { renderPhotos } from './photos/render-photos';
import { defectShipment, photoShipment, type Shipment, tableShipment } from './shipment';

export interface MakeShipmentsOptions {
  readonly source: PhotoSource;
  /** Good photos; spoilt files and a table come on top. */
  readonly count: number;
  readonly seed: number;
  /** Names this run in the keys of its objects. */
  readonly run: string;
}

/** Everything the demo sends, made while it is sent: spoilt files first, since they are the most interesting. */
export async function* makeShipments({ source, count, seed, run }: MakeShipmentsOptions): AsyncGenerator<Shipment> {
  const photos = renderPhotos({ source, count, seed });
  let first: RenderedPhoto | undefined;
  for await (const photo of photos) {
    if (!first) {
      first = photo;
      for (const defect of await makeDefects(await rgbOf(photo))) yield defectShipment(defect, run);
      yield tableShipment(run);
    }
    yield photoShipment(photo, run);
  }
}

/** The spoilt files are made from the first good photo. */
async function rgbOf(photo: RenderedPhoto) {
  const image = sharp(photo.bytes).resize(640, 480, { fit: 'cover' }).flatten().toColourspace('srgb').raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
