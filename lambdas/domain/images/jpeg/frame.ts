import { imageReason } from '../../../contracts/image-reasons';
import { uint16be } from '../byte-access';
import { broken, corrupt, type ImageHeader, type Parsed, parsed } from '../image-structure';
import { isFrameMarker, type JpegSegment } from './segments';

/** One colour component; block counts are in 8x8 blocks. */
export interface FrameComponent {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** Blocks of a scan that holds this component alone (T.81 A.2.2). */
  readonly blocksWide: number;
  readonly blocksHigh: number;
}

/** A JPEG frame header (SOF0 baseline, SOF1 extended, SOF2 progressive). */
export interface JpegFrame {
  readonly progressive: boolean;
  readonly bitsPerChannel: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly FrameComponent[];
  readonly mcusWide: number;
  readonly mcusHigh: number;
}

/** Parses the payload of a SOF segment. */
export function parseFrame(bytes: Uint8Array, segment: JpegSegment): Parsed<JpegFrame> {
  const { marker, start, end } = segment;
  if (marker > 0xc2) {
    const name = `SOF${marker - 0xc0}`;
    return broken(
      imageReason('UNSUPPORTED_ENCODING', `JPEG must be baseline or progressive (SOF0..SOF2), got ${name}`),
    );
  }
  const count = bytes[start + 5] ?? 0;
  if (end - start !== 6 + 3 * count) return corrupt('JPEG frame header must be 6 + 3 x components bytes long');
  const [bitsPerChannel, height, width] = [bytes[start] ?? 0, uint16be(bytes, start + 1), uint16be(bytes, start + 3)];
  if (width === 0 || height === 0) return corrupt(`JPEG sides must be at least 1 px, got ${width} x ${height}`);
  if (![1, 3, 4].includes(count)) return corrupt(`JPEG must have 1, 3 or 4 components, got ${count}`);
  if (bitsPerChannel !== 8) {
    return broken(imageReason('UNSUPPORTED_ENCODING', `JPEG must have 8 bits per channel, got ${bitsPerChannel}`));
  }
  const raw = Array.from({ length: count }, (_, index) => {
    const at = start + 6 + 3 * index;
    const sampling = bytes[at + 1] ?? 0;
    return { id: bytes[at] ?? 0, horizontal: sampling >> 4, vertical: sampling & 15 };
  });
  if (raw.some(({ horizontal: h, vertical: v }) => h < 1 || h > 4 || v < 1 || v > 4)) {
    return corrupt('JPEG sampling factors must be 1..4');
  }
  const maxH = Math.max(...raw.map(component => component.horizontal));
  const maxV = Math.max(...raw.map(component => component.vertical));
  return parsed({
    progressive: marker === 0xc2,
    bitsPerChannel,
    width,
    height,
    components: raw.map(component => ({
      ...component,
      blocksWide: Math.ceil(Math.ceil((width * component.horizontal) / maxH) / 8),
      blocksHigh: Math.ceil(Math.ceil((height * component.vertical) / maxV) / 8),
    })),
    mcusWide: Math.ceil(width / (8 * maxH)),
    mcusHigh: Math.ceil(height / (8 * maxV)),
  });
}

/** The frame of the first SOF segment. */
export function findFrame(bytes: Uint8Array, segments: readonly JpegSegment[]): Parsed<JpegFrame> {
  const segment = segments.find(({ marker }) => isFrameMarker(marker));
  return segment ? parseFrame(bytes, segment) : corrupt('JPEG must have a frame header (SOF), got none');
}

export function frameHeader(frame: JpegFrame): ImageHeader {
  const colours = { 1: 'grey', 3: 'rgb', 4: 'cmyk' } as const;
  const { width, height, bitsPerChannel, components } = frame;
  const colour = colours[components.length as 1 | 3 | 4];
  return { format: 'jpeg', width, height, bitsPerChannel, colour, interlaced: false };
}
