import sharp from 'sharp';
import type { ImageHeader } from '../domain/images/image-structure';
import type { DecodeResult, DecodeShrunk } from '../domain/images/validate-image';
import { createGate } from '../domain/weighted-gate';

/** Longest side of the shrunk image, in pixels. */
const SHRUNK_SIDE_PIXELS = 256;
/** Above the policy's largest limit; a second fence should a caller skip the header checks. */
const LIMIT_INPUT_PIXELS = 16_384 * 16_384;
const LOADERS = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'];

/** libvips is set up once per process: no SVG, GIF, PDF or TIFF parser can be reached, no pixel outlives its image. */
function hardenSharp(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: LOADERS });
  // Images run side by side instead of splitting one over threads: a pipeline costs .65 ms whatever the size.
  sharp.concurrency(1);
  sharp.cache(false);
}

/**
 * A decoder over sharp. It decodes every pixel, fails on the first warning of the codec, and lets at most
 * `inFlightMegapixels` of claimed pixels be decoded at a time (a larger image goes alone), so that memory stays bounded.
 */
export function createSharpDecoder({ inFlightMegapixels = 16 }: { inFlightMegapixels?: number } = {}): DecodeShrunk {
  hardenSharp();
  const gate = createGate(inFlightMegapixels * 1e6);
  return async (bytes, { width, height }: ImageHeader) => {
    const leave = await gate(width * height);
    try {
      return await decode(bytes);
    } finally {
      leave();
    }
  };
}

/** The decoder of a process that needs no other memory budget. */
export const decodeShrunk: DecodeShrunk = createSharpDecoder();

async function decode(bytes: Uint8Array): Promise<DecodeResult> {
  try {
    const { data: pixels, info } = await sharp(bytes, { failOn: 'warning', limitInputPixels: LIMIT_INPUT_PIXELS })
      .resize(SHRUNK_SIDE_PIXELS, SHRUNK_SIDE_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { kind: 'decoded', image: { width: info.width, height: info.height, channels: info.channels, pixels } };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'failed', message: message.trim().replace(/\s+/g, ' ') };
  }
}
