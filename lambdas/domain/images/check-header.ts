import type { ImagePolicy } from '../../contracts/image-policy';
import { imageReason } from '../../contracts/image-reasons';
import type { Reason } from '../../contracts/reasons';
import type { ImageContainer, ImageHeader } from './image-structure';

/**
 * Claims up to 1 MP are never suspicious: decoded they take at most 8 MB, and one colour compresses without limit
 * (a lossless WebP of 1000 x 1000 equal pixels has 40 bytes).
 */
const UNSUSPICIOUS_PIXELS = 1_000_000;

const compact = (reasons: readonly (Reason | null | false)[]): Reason[] =>
  reasons.filter(reason => !!reason) as Reason[];

/** All limits that the claims of a header break; nothing is decoded yet. */
export function checkHeader(header: ImageHeader, sizeBytes: number, policy: ImagePolicy): Reason[] {
  return compact([
    ...checkSides(header, policy),
    ...checkPixels(header, sizeBytes, policy),
    header.colour === 'cmyk' && policy.cmyk === 'reject' && imageReason('CMYK', 'JPEG must be grey or RGB, got CMYK'),
    header.bitsPerChannel > 8 &&
      policy.sixteenBit === 'reject' &&
      imageReason('SIXTEEN_BIT', `image must have 8 bits per channel, got ${header.bitsPerChannel}`),
  ]);
}

function checkSides({ width, height }: ImageHeader, policy: ImagePolicy): (Reason | false)[] {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const measured = { widthPixels: width, heightPixels: height };
  const got = `got ${width} x ${height}`;
  return [
    short < policy.minSidePixels &&
      imageReason('SIDE_TOO_SMALL', `sides must be at least ${policy.minSidePixels} px, ${got}`, measured),
    long > policy.maxSidePixels &&
      imageReason('SIDE_TOO_LARGE', `sides must be at most ${policy.maxSidePixels} px, ${got}`, measured),
    long > policy.maxAspectRatio * short &&
      imageReason(
        'ASPECT_RATIO',
        `longer side must be at most ${policy.maxAspectRatio} x the shorter, ${got}`,
        measured,
      ),
  ];
}

function checkPixels(
  { width, height, interlaced, colour }: ImageHeader,
  sizeBytes: number,
  policy: ImagePolicy,
): (Reason | false)[] {
  const pixels = width * height;
  const megapixels = pixels / 1e6;
  const measured = { widthPixels: width, heightPixels: height, megapixels, sizeBytes };
  const got = `got ${megapixels.toFixed(1)}`;
  const perByte = pixels / sizeBytes;
  return [
    // A progressive JPEG is held as 2 bytes per component: CMYK needs 4/3 of the memory that the limit stands for.
    megapixels * (colour === 'cmyk' ? 4 / 3 : 1) > policy.maxMegapixels &&
      imageReason('TOO_MANY_PIXELS', `image must have at most ${policy.maxMegapixels} megapixels, ${got}`, measured),
    pixels > UNSUSPICIOUS_PIXELS &&
      perByte > policy.maxPixelsPerByte &&
      imageReason(
        'SUSPICIOUS_PIXEL_CLAIM',
        `header must claim at most ${policy.maxPixelsPerByte} pixels per byte of the file, got ${perByte.toFixed(0)}`,
        measured,
      ),
    interlaced &&
      megapixels > policy.maxInterlacedMegapixels &&
      imageReason(
        'INTERLACED_TOO_LARGE',
        `interlaced PNG must have at most ${policy.maxInterlacedMegapixels} megapixels, ${got}`,
        measured,
      ),
  ];
}

/** What the policy says about properties that only the container shows. */
export function checkContainer(container: ImageContainer, policy: ImagePolicy): Reason[] {
  const junkBytes = container.junk.reduce((sum, { start, end }) => sum + end - start, 0);
  return compact([
    container.animated &&
      policy.animated === 'reject' &&
      imageReason('ANIMATED', 'image must have one frame, got more'),
    container.alpha && policy.alpha === 'reject' && imageReason('ALPHA', 'image must be opaque, got transparency'),
    junkBytes > 0 &&
      policy.headerJunk === 'reject' &&
      imageReason('JPEG_HEADER_JUNK', `JPEG segments must touch, got ${junkBytes} bytes between them`, { junkBytes }),
  ]);
}
