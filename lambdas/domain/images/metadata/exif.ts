import { type ByteRange, startsWith, uint16be, uint16le, uint32be, uint32le } from '../byte-access';

/** What we record of EXIF (CIPA DC-008). `orientation` is 1..8, null when absent or invalid. */
export interface ExifSummary {
  readonly orientation: number | null;
  readonly hasGps: boolean;
}

const ORIENTATION_TAG = 0x0112;
const GPS_IFD_TAG = 0x8825;
const ENTRY_BYTES = 12;
/** Bytes per value by TIFF type 1..12. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** A TIFF block within a file; all reads are relative to its start and end within it. */
interface TiffBlock {
  readonly bytes: Uint8Array;
  readonly uint16: (at: number) => number;
  readonly uint32: (at: number) => number;
}

interface IfdEntry {
  readonly at: number;
  readonly tag: number;
}

function openTiff(bytes: Uint8Array): TiffBlock | null {
  const isLittle = startsWith(bytes, 'II*\0');
  if (!isLittle && !startsWith(bytes, 'MM\0*')) return null;
  const [u16, u32] = isLittle ? [uint16le, uint32le] : [uint16be, uint32be];
  return { bytes, uint16: at => u16(bytes, at), uint32: at => u32(bytes, at) };
}

/** Entries of the directory at `at` that lie within the block. */
function listEntries({ bytes, uint16 }: TiffBlock, at: number): IfdEntry[] {
  const room = Math.max(0, Math.floor((bytes.length - at - 2) / ENTRY_BYTES));
  const count = Math.min(uint16(at), room);
  return Array.from({ length: count }, (_, index) => {
    const entryAt = at + 2 + index * ENTRY_BYTES;
    return { at: entryAt, tag: uint16(entryAt) };
  });
}

/** Reads orientation and the presence of a GPS directory from the first directory of a TIFF block. */
export function readExif(file: Uint8Array, range: ByteRange): ExifSummary {
  const tiff = openTiff(file.subarray(range.start, range.end));
  if (!tiff) return { orientation: null, hasGps: false };
  const entries = listEntries(tiff, tiff.uint32(4));
  const orientationAt = entries.find(({ tag }) => tag === ORIENTATION_TAG)?.at;
  const value = orientationAt === undefined ? 0 : tiff.uint16(orientationAt + 8);
  const orientation = value >= 1 && value <= 8 ? value : null;
  return { orientation, hasGps: entries.some(({ tag }) => tag === GPS_IFD_TAG) };
}

/**
 * Removes the GPS directory of a TIFF block in place, without moving anything else: its values and entries become
 * zeros and its pointer leaves the first directory. A no-op without one.
 */
export function blankGps(block: Uint8Array): void {
  const tiff = openTiff(block);
  if (!tiff) return;
  const directoryAt = tiff.uint32(4);
  for (;;) {
    const entries = listEntries(tiff, directoryAt);
    const pointer = entries.find(({ tag }) => tag === GPS_IFD_TAG);
    if (!pointer) return;
    const gpsAt = tiff.uint32(pointer.at + 8);
    removeEntry(tiff, directoryAt, pointer);
    if (gpsAt !== directoryAt) blankDirectory(tiff, gpsAt);
  }
}

function blankDirectory(tiff: TiffBlock, at: number): void {
  const entries = listEntries(tiff, at);
  for (const entry of entries) {
    const size = (TYPE_BYTES[tiff.uint16(entry.at + 2)] ?? 0) * tiff.uint32(entry.at + 4);
    const valueAt = tiff.uint32(entry.at + 8);
    if (size > 4) tiff.bytes.fill(0, valueAt, Math.min(valueAt + size, tiff.bytes.length));
  }
  tiff.bytes.fill(0, at, at + 2 + entries.length * ENTRY_BYTES);
}

/** Moves the later entries and the link to the next directory up over `entry`, and lowers the count. */
function removeEntry({ bytes, uint16 }: TiffBlock, directoryAt: number, entry: IfdEntry): void {
  const end = Math.min(directoryAt + 2 + uint16(directoryAt) * ENTRY_BYTES + 4, bytes.length);
  bytes.copyWithin(entry.at, entry.at + ENTRY_BYTES, end);
  bytes.fill(0, end - ENTRY_BYTES, end);
  const isLittle = bytes[0] === 0x49;
  const count = uint16(directoryAt) - 1;
  bytes[directoryAt] = isLittle ? count & 255 : count >> 8;
  bytes[directoryAt + 1] = isLittle ? count >> 8 : count & 255;
}
