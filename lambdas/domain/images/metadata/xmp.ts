import { type ByteRange, latin1 } from '../byte-access';

/** XMP writes the position as attributes or elements of the exif name space: exif:GPSLatitude="52,30.1N". */
const GPS_PROPERTY = /\bexif:GPS\w*\s*=\s*("[^"]*"|'[^']*')|<exif:GPS(\w*)[^>]*>[\s\S]*?<\/exif:GPS\2\s*>/g;

/** Ranges within the packet that hold GPS properties. */
function gpsRanges(packet: string): ByteRange[] {
  return [...packet.matchAll(GPS_PROPERTY)].map(match => ({ start: match.index, end: match.index + match[0].length }));
}

export const hasXmpGps = (file: Uint8Array, { start, end }: ByteRange): boolean =>
  gpsRanges(latin1(file, start, end - start)).length > 0;

/** Overwrites GPS properties with spaces, in place: the packet stays well-formed and keeps its length. */
export function blankXmpGps(packet: Uint8Array): void {
  for (const { start, end } of gpsRanges(latin1(packet, 0, packet.length))) packet.fill(0x20, start, end);
}
