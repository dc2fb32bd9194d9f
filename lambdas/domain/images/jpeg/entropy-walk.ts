import { imageReason } from '../../../contracts/image-reasons';
import type { Reason } from '../../../contracts/reasons';
import { uint16be } from '../byte-access';
import { walkBaselineScan } from './baseline-scan';
import { readEntropyData } from './entropy-data';
import type { FrameComponent, JpegFrame } from './frame';
import { buildHuffmanTable, type HuffmanTable } from './huffman-table';
import {
  acFirstWalk,
  acRefineWalk,
  dcWalk,
  type NonZero,
  type ScanBand,
  walkProgressiveScan,
} from './progressive-scan';
import { isFrameMarker, type JpegSegment, MARKER } from './segments';

/** libvips gives up above 100 scans too; encoders write about 10. Each scan costs a pass over all blocks. */
const MAX_SCANS = 100;

const corrupt = (message: string): Reason => imageReason('CORRUPT_DATA', message);

/** What the segments before a scan have set. */
interface WalkState {
  readonly tables: Map<number, HuffmanTable>;
  readonly nonZero: Map<FrameComponent, NonZero>;
  readonly seen: Set<FrameComponent>;
  restartInterval: number;
  scans: number;
}

interface ScanComponent {
  readonly component: FrameComponent;
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
}

interface Scan {
  readonly components: readonly ScanComponent[];
  readonly band: ScanBand;
  /** MCUs, or blocks when the scan holds one component. */
  readonly units: { readonly total: number; readonly perInterval: number };
}

/**
 * Reads every Huffman code of every scan without computing pixels, and so finds damage that decoders paint over.
 * A flipped bit that leaves all code lengths as they were is a different valid picture: nothing can find that.
 */
export function walkEntropy(bytes: Uint8Array, frame: JpegFrame, segments: readonly JpegSegment[]): Reason | null {
  const state: WalkState = { tables: new Map(), nonZero: new Map(), seen: new Set(), restartInterval: 0, scans: 0 };
  let frames = 0;
  for (const segment of segments) {
    if (isFrameMarker(segment.marker) && ++frames > 1) return corrupt('JPEG must have one frame, got two');
    if (segment.marker === MARKER.DRI) state.restartInterval = uint16be(bytes, segment.start);
    const fault =
      segment.marker === MARKER.DHT
        ? readTables(bytes, segment, state.tables)
        : segment.marker === MARKER.SOS
          ? walkScan(bytes, { frame, segment, isAfterFrame: frames > 0 }, state)
          : null;
    if (fault) return fault;
  }
  const missing = frame.components.length - state.seen.size;
  return missing > 0
    ? imageReason('TRUNCATED', `JPEG must have data for all components, got none for ${missing}`)
    : null;
}

function readTables(bytes: Uint8Array, segment: JpegSegment, tables: Map<number, HuffmanTable>): Reason | null {
  for (let at = segment.start; at < segment.end; ) {
    const key = bytes[at]!;
    const counts = bytes.subarray(at + 1, at + 17);
    const end = at + 17 + counts.reduce((sum, count) => sum + count, 0);
    if (key >> 4 > 1 || (key & 15) > 3 || end > segment.end) return corrupt('JPEG Huffman table must fit its segment');
    const table = buildHuffmanTable(counts, bytes.subarray(at + 17, end), key >> 4 === 0);
    if (!table) return corrupt('JPEG Huffman table must be a prefix code');
    tables.set(key, table);
    at = end;
  }
  return null;
}

interface ScanSource {
  readonly frame: JpegFrame;
  readonly segment: JpegSegment;
  readonly isAfterFrame: boolean;
}

function walkScan(bytes: Uint8Array, { frame, segment, isAfterFrame }: ScanSource, state: WalkState): Reason | null {
  if (!isAfterFrame) return corrupt('JPEG scan must follow the frame header');
  if (++state.scans > MAX_SCANS)
    return imageReason('TOO_MANY_SCANS', `JPEG must have at most ${MAX_SCANS} scans, got more`);
  const scan = readScan(bytes, { frame, segment }, state);
  if (typeof scan === 'string') return corrupt(`JPEG scan ${state.scans}: ${scan}`);
  const { total, perInterval } = scan.units;
  const data = readEntropyData(bytes, { start: segment.end, end: segment.dataEnd }, Math.ceil(total / perInterval));
  if (typeof data === 'string') return corrupt(`JPEG scan ${state.scans}: ${data}`);
  for (const { component } of scan.components) state.seen.add(component);
  const fault = frame.progressive ? walkProgressive(scan, data, state) : walkBaseline(scan, data);
  return fault ? corrupt(`JPEG scan ${state.scans}: ${fault}`) : null;
}

function readScan(bytes: Uint8Array, source: Omit<ScanSource, 'isAfterFrame'>, state: WalkState): Scan | string {
  const { start, end } = source.segment;
  const count = bytes[start]!;
  if (count < 1 || count > 4 || end - start !== 4 + 2 * count) return 'header must list 1 to 4 components';
  const components: ScanComponent[] = [];
  for (let at = start + 1; at < start + 1 + 2 * count; at += 2) {
    const component = source.frame.components.find(({ id }) => id === bytes[at]);
    if (!component || components.some(other => other.component === component))
      return 'must name components of the frame';
    const tables = bytes[at + 1]!;
    components.push({ component, dc: state.tables.get(tables >> 4), ac: state.tables.get(0x10 | (tables & 15)) });
  }
  const at = start + 1 + 2 * count;
  const band: ScanBand = {
    from: bytes[at]!,
    to: bytes[at + 1]!,
    approximationHigh: bytes[at + 2]! >> 4,
    approximationLow: bytes[at + 2]! & 15,
  };
  if (count > 1 && blocksPerMcu(components) > 10) return 'must have at most 10 blocks per MCU';
  const only = count === 1 ? components[0]!.component : null;
  const total = only ? only.blocksWide * only.blocksHigh : source.frame.mcusWide * source.frame.mcusHigh;
  return { components, band, units: { total, perInterval: state.restartInterval || total } };
}

const blocksPerMcu = (components: readonly ScanComponent[]): number =>
  components.reduce((sum, { component }) => sum + component.horizontal * component.vertical, 0);

/** Each scan component once per block that it has in an MCU. */
function unitBlocks(components: readonly ScanComponent[]): ScanComponent[] {
  if (components.length === 1) return [...components];
  return components.flatMap(one => Array<ScanComponent>(one.component.horizontal * one.component.vertical).fill(one));
}

type Data = Exclude<ReturnType<typeof readEntropyData>, string>;

function walkBaseline({ components, units }: Scan, data: Data): string | null {
  const blocks = unitBlocks(components).flatMap(({ dc, ac }) => (dc && ac ? [{ dc, ac }] : []));
  if (components.some(({ dc, ac }) => !dc || !ac)) return 'must have Huffman tables for each component';
  return walkBaselineScan(data, units, blocks);
}

function walkProgressive({ components, band, units }: Scan, data: Data, state: WalkState): string | null {
  const { from, to, approximationHigh: high, approximationLow: low } = band;
  if (to > 63 || from > to || low > 13 || (high !== 0 && high !== low + 1)) return 'progression parameters are invalid';
  if (from === 0) {
    if (to !== 0) return 'must not mix DC and AC coefficients';
    const tables = unitBlocks(components).map(({ dc }) => (high === 0 ? dc : null));
    if (tables.includes(undefined)) return 'must have a DC Huffman table';
    return walkProgressiveScan(data, units, () => dcWalk(tables as (HuffmanTable | null)[]));
  }
  const [{ component, ac }] = components as [ScanComponent];
  if (components.length !== 1) return 'must hold one component in an AC scan';
  if (!ac) return 'must have an AC Huffman table';
  const nonZero = state.nonZero.get(component) ?? {
    low: new Uint32Array(units.total),
    high: new Uint32Array(units.total),
  };
  state.nonZero.set(component, nonZero);
  const makeWalk = high === 0 ? acFirstWalk : acRefineWalk;
  return walkProgressiveScan(data, units, () => makeWalk(ac, band, nonZero));
}
