import { inflateSync } from 'node:zlib';
import { type ByteRange, latin1, startsWith } from '../byte-access';
import { readExif } from '../metadata/exif';
import { hasXmpGps } from '../metadata/xmp';
import type { PngChunk } from './open-png';

/** ImageMagick's way to keep EXIF in PNG before eXIf: hexadecimal text under one of these keywords. */
const RAW_PROFILES = ['Raw profile type exif', 'Raw profile type APP1'];
const XMP = 'XML:com.adobe.xmp';
/** Real packets have some kilobytes; a hostile one must cost neither memory nor time. */
const MAX_INFLATED_BYTES = 1 << 20;
const MAX_PACKETS = 16;

/**
 * Whole text chunks (length to CRC) that hold a GPS position in compressed XMP or hexadecimal EXIF. They can't be
 * blanked in place. What can't be unpacked counts as holding one.
 */
export function packedGps(bytes: Uint8Array, chunks: readonly PngChunk[]): ByteRange[] {
  const packets = chunks.flatMap(chunk => {
    const keyword = keywordOf(bytes, chunk);
    const isPacked = RAW_PROFILES.includes(keyword) || (keyword === XMP && isCompressed(bytes, chunk));
    return isPacked ? [{ chunk, keyword }] : [];
  });
  return packets
    .filter(({ chunk, keyword }, index) => index >= MAX_PACKETS || holdsGps(keyword, unpack(bytes, chunk)))
    .map(({ chunk }) => ({ start: chunk.start - 8, end: chunk.end + 4 }));
}

/** The keyword of a text chunk; PNG 11.3.3 allows 1 to 79 bytes. */
const keywordOf = (bytes: Uint8Array, { type, start }: PngChunk): string =>
  ['tEXt', 'zTXt', 'iTXt'].includes(type) ? (latin1(bytes, start, 80).split('\0')[0] ?? '') : '';

const isCompressed = (bytes: Uint8Array, { type, start }: PngChunk): boolean =>
  type === 'zTXt' || (type === 'iTXt' && bytes[start + XMP.length + 1] === 1);

/** The text of a chunk, null when it can't be inflated within the limit. */
function unpack(bytes: Uint8Array, chunk: PngChunk): Uint8Array | null {
  const content = bytes.subarray(chunk.start, chunk.end);
  const afterNul = (from: number): number => content.indexOf(0, from) + 1;
  const afterKeyword = afterNul(0);
  if (chunk.type === 'tEXt') return content.subarray(afterKeyword);
  // iTXt: compression flag, method, language tag, translated keyword, text
  const textAt = chunk.type === 'zTXt' ? afterKeyword + 1 : afterNul(afterNul(afterKeyword + 2));
  if (chunk.type === 'iTXt' && content[afterKeyword] === 0) return content.subarray(textAt);
  try {
    return inflateSync(content.subarray(textAt), { maxOutputLength: MAX_INFLATED_BYTES });
  } catch {
    return null;
  }
}

function holdsGps(keyword: string, text: Uint8Array | null): boolean {
  if (text === null) return true;
  if (keyword === XMP) return hasXmpGps(text, { start: 0, end: text.length });
  // a line with the profile's name, one with its length, then hex digits
  const digits = latin1(text, 0, text.length)
    .replace(/^\s*\S+\s+\d+\s/, '')
    .replace(/\s+/g, '');
  const profile = Buffer.from(digits, 'hex');
  return readExif(profile, { start: startsWith(profile, 'Exif\0\0') ? 6 : 0, end: profile.length }).hasGps;
}
