import sharp from 'sharp';

const THUMBNAIL_SIDE = 160;
/** Of the data: URI, so that a report of a hundred pictures stays near a megabyte. */
const MAX_URI_LENGTH = 10 * 1024;
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_PIXELS = 50e6;
/** An interlaced PNG is decoded whole, not line by line. */
const MAX_INTERLACED_PIXELS = 12e6;
/** A real photo has at least one byte per so many pixels; a decompression bomb has not. */
const MAX_PIXELS_PER_BYTE = 4000;
/** Tried in turn until the URI is short enough; the last is for noise, which no encoder makes small. */
const ATTEMPTS = [
  { side: THUMBNAIL_SIDE, quality: 75 },
  { side: THUMBNAIL_SIDE, quality: 40 },
  { side: 80, quality: 40 },
] as const;

/** Tried by content before anything is decoded: the library would also render SVG, PDF and more. */
function isRaster(bytes: Uint8Array): boolean {
  const starts = (...prefix: number[]) => prefix.every((byte, i) => bytes[i] === byte);
  const text = (at: number, expected: string) =>
    [...expected].every((character, i) => bytes[at + i] === character.charCodeAt(0));
  return (
    starts(0xff, 0xd8, 0xff) ||
    starts(0x89, 0x50, 0x4e, 0x47) ||
    text(0, 'GIF8') ||
    (text(0, 'RIFF') && text(8, 'WEBP'))
  );
}

async function isHarmless(bytes: Uint8Array): Promise<boolean> {
  const { width, height, format, isProgressive } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const pixels = width * height;
  if (format === 'png' && isProgressive && pixels > MAX_INTERLACED_PIXELS) return false;
  return pixels <= MAX_PIXELS && pixels <= bytes.length * MAX_PIXELS_PER_BYTE;
}

/**
 * A small picture as a data: URI of at most 10 KB, at most 160 pixels wide and high; of a damaged file what can be
 * decoded of it. Null when nothing can, or when decoding would cost too much.
 */
export async function thumbnail(bytes: Uint8Array): Promise<string | null> {
  if (bytes.length > MAX_FILE_BYTES || !isRaster(bytes)) return null;
  try {
    if (!(await isHarmless(bytes))) return null;
    const { data, info } = await sharp(bytes, { failOn: 'none', limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    for (const { side, quality } of ATTEMPTS) {
      const picture = sharp(data, { raw }).resize(side, side, { fit: 'inside', withoutEnlargement: true });
      const webp = await picture.webp({ quality }).toBuffer();
      const uri = `data:image/webp;base64,${webp.toString('base64')}`;
      if (uri.length <= MAX_URI_LENGTH) return uri;
    }
    return null;
  } catch {
    // the caller shows a glyph; why the file is broken is what the reasons say
    return null;
  }
}
