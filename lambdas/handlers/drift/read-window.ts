import { type MonitoredRow, rowOf, type WindowRows, windowRows } from '../../domain/drift/monitor/monitored-rows';
import { holds, type Window } from '../../domain/drift/monitor/windows';
import { labelTable, recordTable } from '../../domain/predictions/tables/tables';
import type { Journal } from '../../ports/journal';
import type { ListedKey } from '../../ports/object-store';
import { type Listing, readTexts } from '../training/read-all';
import { inferenceOf, type LineKeys } from './line-keys';

export interface ReadWindowProps {
  readonly lines: Listing;
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
export async function readWindow(props: ReadWindowProps): Promise<WindowRows> {
  const { keys, window, mostPredictions } = props;
  const listed = await keys.within('records', window);
  const candidates = listed
    .filter(({ lastModified }) => lastModified.getTime() >= window.from.getTime() - clockSkewMs)
    .sort((one, other) => (inferenceOf(one.key) < inferenceOf(other.key) ? -1 : 1));
  const rows: MonitoredRow[] = [];
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

async function readRows(
  part: readonly ListedKey[],
  { lines, window, journal }: ReadWindowProps,
): Promise<MonitoredRow[]> {
  const texts = await readTexts(
    lines,
    part.map(({ key }) => key),
  );
  return texts.flatMap(text => {
    const record = recordTable.read(text);
    if (record === null) journal.problem('line left out of a window', { text: text.slice(0, 200) });
    return record && holds(window, record.predictedAt) ? [rowOf(record)] : [];
  });
}

/** Names of lines tell whose label they are: only those of the window are read. */
async function readLabels(ids: ReadonlySet<string>, { lines, keys, window, labelsUntil, journal }: ReadWindowProps) {
  if (ids.size === 0) return [];
  const listed = await keys.within('labels', { from: window.from, to: labelsUntil });
  const own = listed.map(({ key }) => key).filter(key => ids.has(inferenceOf(key)));
  const texts = await readTexts(lines, own);
  return texts.flatMap(text => {
    const label = labelTable.read(text);
    if (label === null) journal.problem('label left out of a window', { text: text.slice(0, 200) });
    return label ?? [];
  });
}
