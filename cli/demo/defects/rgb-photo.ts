import sharp from 'sharp';

/** A decoded photo: uint8 rows, shape [height, width, 3], RGB. Defects are made from a copy of 640 x 480. */
export interface RgbPhoto {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The same photo, intact, in every encoding that a defect starts from. */
export interface EncodedPhoto {
  readonly jpeg: Buffer;
  readonly progressive: Buffer;
  readonly png: Buffer;
  readonly webp: Buffer;
  readonly cmyk: Buffer;
  readonly sixteenBit: Buffer;
  readonly gif: Buffer;
  readonly tiff: Buffer;
  readonly animatedWebp: Buffer;
  /** 8 x 8 pixels */
  readonly speck: Buffer;
  /** 960 x 40 pixels */
  readonly strip: Buffer;
  /** 64 x 48 pixels, baseline */
  readonly thumbnail: Buffer;
}

/** Encodes a photo in all variants. Deterministic for one version of the encoder. */
export async function encodePhoto(photo: RgbPhoto): Promise<EncodedPhoto> {
  const raw = { width: photo.width, height: photo.height, channels: 3 } as const;
  const sized = (width: number, height: number) => sharp(photo.data, { raw }).resize(width, height, { fit: 'fill' });
  const full = () => sized(640, 480);
  const frame = (brightness: number) => sized(96, 72).modulate({ brightness }).png().toBuffer();
  const frames = await Promise.all([frame(1), frame(0.6)]);
  return {
    jpeg: await full().jpeg({ quality: 92 }).toBuffer(),
    progressive: await full().jpeg({ quality: 92, progressive: true }).toBuffer(),
    png: await full().png().toBuffer(),
    webp: await full().webp({ quality: 85 }).toBuffer(),
    cmyk: await full().toColourspace('cmyk').jpeg().toBuffer(),
    sixteenBit: await full().toColourspace('rgb16').png().toBuffer(),
    gif: await sized(160, 120).gif().toBuffer(),
    tiff: await sized(160, 120).tiff().toBuffer(),
    animatedWebp: await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer(),
    speck: await sized(8, 8).png().toBuffer(),
    strip: await sized(960, 40).jpeg().toBuffer(),
    thumbnail: await sized(64, 48).jpeg().toBuffer(),
  };
}
