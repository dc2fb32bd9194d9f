import { imageReason } from '../../../contracts/image-reasons';
import type { Reason } from '../../../contracts/reasons';
import { type ByteRange, latin1, startsWith, uint16le, uint24le, uint32le } from '../byte-access';
import {
  broken,
  corrupt,
  type ImageContainer,
  type ImageHeader,
  type ImageOpener,
  type Parsed,
  parsed,
} from '../image-structure';

const RIFF_HEADER_BYTES = 12;
/** A still WebP has a handful; the list of a hostile one must not fill the memory. */
const MAX_CHUNKS = 4096;
const ALPHA_FLAG = 0x10;
const ANIMATION_FLAG = 0x02;

/** A RIFF chunk's content lies in [start, end), without its padding byte. */
export interface RiffChunk extends ByteRange {
  readonly type: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const truncated = (bytes: Uint8Array, expected: number): Reason =>
  imageReason('TRUNCATED', `WebP must hold the ${expected} bytes that it declares, got ${bytes.length}`, {
    bytes: bytes.length,
    declaredBytes: expected,
  });

/** Opens a WebP (RFC 9649). Its data carry no checksum: what damage can be found, the decoder finds. */
export const openWebp: ImageOpener = bytes => {
  if (bytes.length < RIFF_HEADER_BYTES + 8 + 10) return broken(truncated(bytes, RIFF_HEADER_BYTES + 18));
  const size = readSize(bytes, firstChunk(bytes));
  if (size.kind === 'broken') return size;
  const header: ImageHeader = { format: 'webp', ...size.value, bitsPerChannel: 8, colour: 'rgb', interlaced: false };
  return parsed({ header, walkContainer: () => walkWebp(bytes, size.value), checkData: () => null });
};

const firstChunk = (bytes: Uint8Array): RiffChunk => ({
  type: latin1(bytes, RIFF_HEADER_BYTES, 4),
  start: RIFF_HEADER_BYTES + 8,
  end: bytes.length,
});

/** Sides of a VP8X canvas, a VP8 key frame or a VP8L image. */
function readSize(bytes: Uint8Array, { type, start }: RiffChunk): Parsed<Size> {
  if (type === 'VP8X') return parsed({ width: uint24le(bytes, start + 4) + 1, height: uint24le(bytes, start + 7) + 1 });
  if (type === 'VP8L') {
    if (bytes[start] !== 0x2f) return corrupt('WebP lossless data must start with 0x2f');
    const packed = uint32le(bytes, start + 1);
    return parsed({ width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 });
  }
  if (type !== 'VP8 ') return corrupt('WebP must start with a VP8, VP8L or VP8X chunk');
  if (!startsWith(bytes, '\x9d\x01\x2a', start + 3)) return corrupt('WebP lossy data must start with a key frame');
  const [width, height] = [uint16le(bytes, start + 6) & 0x3fff, uint16le(bytes, start + 8) & 0x3fff];
  return width && height ? parsed({ width, height }) : corrupt('WebP sides must be at least 1 px, got 0');
}

/** Lists the chunks within the declared RIFF size. */
export function listRiffChunks(bytes: Uint8Array): { chunks: RiffChunk[]; endsAt: number; fault: Reason | null } {
  const endsAt = 8 + uint32le(bytes, 4);
  const chunks: RiffChunk[] = [];
  if (endsAt > bytes.length) return { chunks, endsAt, fault: truncated(bytes, endsAt) };
  for (let at = RIFF_HEADER_BYTES; at < endsAt; ) {
    const start = at + 8;
    const end = start + uint32le(bytes, at + 4);
    if (end > endsAt || chunks.length >= MAX_CHUNKS) {
      return {
        chunks,
        endsAt,
        fault: imageReason(
          'CORRUPT_DATA',
          `WebP chunk ${chunks.length + 1} must fit its file of ${endsAt} bytes, got an end at ${end}`,
        ),
      };
    }
    chunks.push({ type: latin1(bytes, at, 4), start, end });
    at = end + ((end - start) & 1);
  }
  return { chunks, endsAt, fault: null };
}

function walkWebp(bytes: Uint8Array, canvas: Size): Parsed<ImageContainer> {
  const { chunks, endsAt, fault } = listRiffChunks(bytes);
  if (fault) return broken(fault);
  const of = (...types: string[]): RiffChunk[] => chunks.filter(({ type }) => types.includes(type));
  const isExtended = chunks[0]?.type === 'VP8X';
  const flags = isExtended ? (bytes[chunks[0]!.start] ?? 0) : 0;
  const animated = (flags & ANIMATION_FLAG) !== 0 || of('ANIM', 'ANMF').length > 0;
  const [image] = of('VP8 ', 'VP8L');
  if (!animated) {
    if (!image) return corrupt('WebP must have image data (VP8 or VP8L), got none');
    const size = readSize(bytes, image);
    if (size.kind === 'broken') return size;
    if (size.value.width !== canvas.width || size.value.height !== canvas.height) {
      return corrupt(`WebP image must fill its canvas, got ${size.value.width} x ${size.value.height}`);
    }
  }
  const losslessAlpha = image?.type === 'VP8L' && ((bytes[image.start + 4] ?? 0) & 0x10) !== 0;
  const alpha = isExtended ? (flags & ALPHA_FLAG) !== 0 || of('ALPH').length > 0 : losslessAlpha;
  return parsed({
    animated,
    alpha,
    endsAt,
    exif: of('EXIF').map(range => withoutExifPrefix(bytes, range)),
    xmp: of('XMP '),
    packedGps: [],
    junk: [],
  });
}

/** Some writers keep JPEG's "Exif\0\0" in front of the TIFF block. */
const withoutExifPrefix = (bytes: Uint8Array, { start, end }: ByteRange): ByteRange => ({
  start: startsWith(bytes, 'Exif\0\0', start) ? start + 6 : start,
  end,
});
