import { type AnyRow, type WindowRows, windowRows } from '../../domain/drift/monitor/monitored-rows';
import { holds, type Window } from '../../domain/drift/monitor/windows';
import type { Journal } from '../../ports/journal';
import type { ListedKey } from '../../ports/object-store';
import type { Listing } from '../training/read-all';
import { inferenceOf, type LineKeys } from './line-keys';
import type { AnswerLines } from './monitor-lines';

export interface ReadWindowProps<Row extends AnyRow, Truth> {
  readonly place: Listing;
  readonly lines: AnswerLines<Row, Truth>;
  readonly keys: LineKeys;
  readonly journal: Journal;
  readonly window: Window;
  /** Labels that were joined later than that are not looked for. */
  readonly labelsUntil: Date;
  readonly mostPredictions: number;
}

/** A record is written after its moment; clocks of functions differ by seconds. */
const clockSkewMs = 60_000;

/** About 7 MB of text at a time. */
const linesAtATime = 5_000;

/**
 * The predictions of a window and their labels. Of more than `mostPredictions` those with the smallest ids: ids are digests,
 * so that this is a fair sample, and the same one each time.
 */
export async function readWindow<Row extends AnyRow, Truth>(
  props: ReadWindowProps<Row, Truth>,
): Promise<Omit<WindowRows<Row, Truth>, 'quarantined'>> {
  const { keys, window, mostPredictions } = props;
  const listed = await keys.within('records', window);
  const candidates = listed
    .filter(({ lastModified }) => lastModified.getTime() >= window.from.getTime() - clockSkewMs)
    .sort((one, other) => (inferenceOf(one.key) < inferenceOf(other.key) ? -1 : 1));
  const rows: Row[] = [];
  let read = 0;
  while (read < candidates.length && rows.length < mostPredictions) {
    const part = candidates.slice(read, read + linesAtATime);
    rows.push(...(await readRows(part, props)));
    read += part.length;
  }
  const drawn = rows.slice(0, mostPredictions);
  // What was not read is in the window as often as what was.
  const found =
    drawn.length < rows.length || read < candidates.length ? estimate(rows.length, read, candidates) : rows.length;
  const labels = await readLabels(new Set(drawn.map(({ inferenceId }) => inferenceId)), props);
  return windowRows(drawn, labels, found);
}

const estimate = (rows: number, read: number, { length }: readonly ListedKey[]): number =>
  Math.round((rows / read) * length);

async function readRows<Row extends AnyRow, Truth>(
  part: readonly ListedKey[],
  { place, lines, window, journal }: ReadWindowProps<Row, Truth>,
): Promise<Row[]> {
  const read = await lines.records.read(place, part);
  noteUnreadable(read, { window, journal });
  return read.flatMap(line => (line && holds(window, line.predictedAt) ? [line.row] : []));
}

/** Names of lines tell whose label they are: only those of the window are read. */
async function readLabels<Row extends AnyRow, Truth>(ids: ReadonlySet<string>, props: ReadWindowProps<Row, Truth>) {
  const { place, lines, keys, window, labelsUntil } = props;
  if (ids.size === 0) return [];
  const listed = await keys.within('labels', { from: window.from, to: labelsUntil });
  const own = listed.filter(({ key }) => ids.has(inferenceOf(key)));
  const read = await lines.labels.read(place, own);
  noteUnreadable(read, props);
  return read.filter(label => label !== null);
}

function noteUnreadable(
  read: readonly unknown[],
  { window, journal }: Pick<ReadWindowProps<AnyRow, unknown>, 'window' | 'journal'>,
): void {
  const lines = read.filter(line => line === null).length;
  if (lines > 0) journal.problem('lines left out of a window', { lines, window });
}
