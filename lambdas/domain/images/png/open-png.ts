import { imageReason } from '../../../contracts/image-reasons';
import type { Reason } from '../../../contracts/reasons';
import { type ByteRange, latin1, startsWith, uint32be } from '../byte-access';
import {
  broken,
  corrupt,
  type ImageContainer,
  type ImageHeader,
  type ImageOpener,
  type Parsed,
  parsed,
} from '../image-structure';
import { crc32 } from './crc32';
import { packedGps } from './packed-metadata';

const SIGNATURE_BYTES = 8;
/** Length, type and CRC around the content of a chunk. */
const FRAME_BYTES = 12;
/** PNG 11.2.1: bit depths by colour type. */
const BIT_DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const COLOURS = { 0: 'grey', 2: 'rgb', 3: 'palette', 4: 'grey', 6: 'rgb' } as const;

/** A 25 MiB file in 4 KB chunks has 6400; the list of a hostile one must not fill the memory. */
const MAX_CHUNKS = 20_000;

export const XMP_KEYWORD = 'XML:com.adobe.xmp\0';

/** A chunk's content lies in [start, end); its CRC in the four bytes after. */
export interface PngChunk extends ByteRange {
  readonly type: string;
}

const truncated = (bytes: Uint8Array, where: string): Reason =>
  imageReason('TRUNCATED', `PNG must end with an IEND chunk, got the end of the file ${where}`, {
    bytes: bytes.length,
  });

/** Opens a PNG (ISO 15948). Damage of its compressed data shows in the CRCs or in zlib's checksum while decoding. */
export const openPng: ImageOpener = bytes => {
  const header = readIhdr(bytes);
  if (header.kind === 'broken') return header;
  return parsed({ header: header.value, walkContainer: () => walkPng(bytes), checkData: () => null });
};

function readIhdr(bytes: Uint8Array): Parsed<ImageHeader> {
  if (bytes.length < SIGNATURE_BYTES + FRAME_BYTES + 13) return broken(truncated(bytes, 'within the header'));
  if (uint32be(bytes, 8) !== 13 || !startsWith(bytes, 'IHDR', 12)) return corrupt('PNG must start with an IHDR chunk');
  const [width, height] = [uint32be(bytes, 16), uint32be(bytes, 20)];
  const [depth, type, compression, filter, interlace] = [...bytes.subarray(24, 29)] as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (width < 1 || height < 1) return corrupt(`PNG sides must be at least 1 px, got ${width} x ${height}`);
  if (!BIT_DEPTHS[type]?.includes(depth))
    return corrupt(`PNG colour type ${type} must have a valid bit depth, got ${depth}`);
  if (compression !== 0 || filter !== 0 || interlace > 1) return corrupt('PNG methods must be 0 (interlace 0 or 1)');
  const colour = COLOURS[type as keyof typeof COLOURS];
  return parsed({ format: 'png', width, height, bitsPerChannel: depth, colour, interlaced: interlace === 1 });
}

/** Lists the chunks up to IEND without checking their content. */
export function listChunks(bytes: Uint8Array): { chunks: PngChunk[]; fault: Reason | null } {
  const chunks: PngChunk[] = [];
  for (let at = SIGNATURE_BYTES; ; ) {
    const start = at + 8;
    const end = start + uint32be(bytes, at);
    const type = latin1(bytes, at + 4, 4);
    const isComplete = end + 4 <= bytes.length;
    if (chunks.length >= MAX_CHUNKS) {
      return { chunks, fault: imageReason('CORRUPT_DATA', `PNG must have at most ${MAX_CHUNKS} chunks, got more`) };
    }
    const isTyped = /^[A-Za-z]{4}$/.test(type);
    if (!isTyped && at + 8 <= bytes.length) {
      return {
        chunks,
        fault: imageReason('CORRUPT_DATA', `PNG chunk types must be four letters, got others at byte ${at}`),
      };
    }
    if (!isComplete) return { chunks, fault: truncated(bytes, `in or before chunk ${chunks.length + 1}`) };
    chunks.push({ type, start, end });
    if (type === 'IEND') return { chunks, fault: null };
    at = end + 4;
  }
}

function walkPng(bytes: Uint8Array): Parsed<ImageContainer> {
  const { chunks, fault } = listChunks(bytes);
  const wrong = chunks.find(({ start, end }) => crc32(bytes, start - 4, end) !== uint32be(bytes, end));
  if (wrong) return broken(imageReason('CRC_MISMATCH', `PNG chunk ${wrong.type} must match its CRC, got another`));
  if (fault) return broken(fault);
  if (!chunks.some(({ type }) => type === 'IDAT')) return corrupt('PNG must have image data (IDAT), got none');
  const has = (type: string): boolean => chunks.some(chunk => chunk.type === type);
  const colourType = bytes[25]!;
  return parsed({
    animated: has('acTL'),
    alpha: (colourType & 4) !== 0 || has('tRNS'),
    endsAt: chunks.at(-1)!.end + 4,
    exif: chunks.filter(({ type }) => type === 'eXIf'),
    xmp: chunks.flatMap(chunk => xmpText(bytes, chunk)),
    packedGps: packedGps(bytes, chunks),
    junk: [],
  });
}

/** The packet of an uncompressed XMP iTXt chunk: keyword, two zero flags, two empty strings, text. */
function xmpText(bytes: Uint8Array, { type, start, end }: PngChunk): ByteRange[] {
  const prefix = `${XMP_KEYWORD}\0\0\0\0`;
  return type === 'iTXt' && startsWith(bytes, prefix, start) ? [{ start: start + prefix.length, end }] : [];
}
