import type { ImageContainer } from '../image-structure';
import { type ExifSummary, readExif } from './exif';
import { hasXmpGps } from './xmp';

/** Orientation and GPS presence over all EXIF blocks and XMP packets of an image. */
export function summarizeMetadata(file: Uint8Array, { exif, xmp, packedGps }: ImageContainer): ExifSummary {
  const summaries = exif.map(range => readExif(file, range));
  return {
    orientation: summaries.find(({ orientation }) => orientation !== null)?.orientation ?? null,
    hasGps: summaries.some(({ hasGps }) => hasGps) || xmp.some(range => hasXmpGps(file, range)) || packedGps.length > 0,
  };
}
