import { type ByteRange, withoutRanges } from './byte-access';
import { blankGps } from './metadata/exif';
import { summarizeMetadata } from './metadata/summarize-metadata';
import { blankXmpGps } from './metadata/xmp';
import { openImage } from './open-image';
import { crc32 } from './png/crc32';
import { listChunks } from './png/open-png';
import { sniffContent } from './sniff-content';

/**
 * The same image without its GPS position in EXIF and XMP. Everything else keeps its bytes and place; only a PNG text
 * chunk that holds the position in packed form is removed whole.
 * Returns `bytes` itself when there is none, or when the container can't be read.
 */
export function stripGps(bytes: Uint8Array): Uint8Array {
  const content = sniffContent(bytes);
  if (content.kind !== 'image') return bytes;
  const opened = openImage(content.format, bytes);
  const container = opened.kind === 'parsed' ? opened.value.walkContainer() : opened;
  if (container.kind === 'broken' || !summarizeMetadata(bytes, container.value).hasGps) return bytes;
  const copy = new Uint8Array(bytes); // slice() of a Buffer would be a view of the caller's bytes
  const block = ({ start, end }: ByteRange): Uint8Array => copy.subarray(start, end);
  for (const range of container.value.exif) blankGps(block(range));
  for (const range of container.value.xmp) blankXmpGps(block(range));
  if (content.format === 'png') renewCrcs(copy);
  return withoutRanges(copy, container.value.packedGps);
}

function renewCrcs(png: Uint8Array): void {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  for (const { type, start, end } of listChunks(png).chunks) {
    if (type === 'eXIf' || type === 'iTXt') view.setUint32(end, crc32(png, start - 4, end));
  }
}
