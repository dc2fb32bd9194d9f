import { startsWith } from '../byte-access';
import { broken, type ImageContainer, type ImageOpener, type Parsed, parsed } from '../image-structure';
import { walkEntropy } from './entropy-walk';
import { findFrame, frameHeader } from './frame';
import { type JpegSegments, listSegments, MARKER } from './segments';

export const EXIF_PREFIX = 'Exif\0\0';
export const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0';

/** Opens a JPEG (ITU T.81): segments, frame header, entropy-coded data. */
export const openJpeg: ImageOpener = bytes => {
  const listed = listSegments(bytes);
  const frame = findFrame(bytes, listed.segments);
  if (frame.kind === 'broken') return listed.fault ? broken(listed.fault) : frame;
  return parsed({
    header: frameHeader(frame.value),
    walkContainer: () => toContainer(bytes, listed),
    checkData: () => walkEntropy(bytes, frame.value, listed.segments),
  });
};

function toContainer(bytes: Uint8Array, { segments, junk, endsAt, fault }: JpegSegments): Parsed<ImageContainer> {
  if (fault) return broken(fault);
  const app1 = segments.filter(({ marker }) => marker === MARKER.APP1);
  const payloads = (prefix: string) =>
    app1
      .filter(({ start }) => startsWith(bytes, prefix, start))
      .map(({ start, end }) => ({ start: start + prefix.length, end }));
  return parsed({
    animated: false,
    alpha: false,
    endsAt,
    exif: payloads(EXIF_PREFIX),
    xmp: payloads(XMP_PREFIX),
    packedGps: [],
    junk,
  });
}
