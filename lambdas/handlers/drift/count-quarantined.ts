import { recordPrefixes } from '../../contracts/key-layout';
import { holds, type Window } from '../../domain/drift/monitor/windows';
import type { ListedKey } from '../../ports/object-store';
import { type Listing, listAll } from '../training/read-all';
import type { MonitorLines } from './monitor-lines';

export interface CountQuarantinedProps {
  /** The quarantine bucket. */
  readonly place: Listing;
  readonly lines: MonitorLines['rejected'];
  readonly workload: string;
  readonly window: Window;
  /** Of more records so many tell of all. */
  readonly most: number;
}

/** Records lie by the day of arrival; validation of what waits longer is repeated by the reconciler within hours. */
const longestWaitMs = 24 * 3_600_000;

/**
 * Items for prediction that validation rejected in a window and that lie in quarantine still. Of more than `most` records
 * those with the smallest names, which are digests: a fair sample.
 */
export async function countQuarantined(props: CountQuarantinedProps): Promise<number> {
  const { place, lines, window, most } = props;
  const listed = (await Promise.all(prefixes(props).map(prefix => listAll(place, prefix)))).flat();
  const written = listed.filter(record => isWrittenIn(window, record)).sort(byName);
  const read = written.slice(0, most);
  const rejected = await lines.read(place, read);
  const own = rejected.filter(one => one?.isForPrediction && holds(window, one.judgedAt)).length;
  return read.length < written.length ? Math.round((own / read.length) * written.length) : own;
}

/** Clocks differ, and a record is written after its moment. */
const writtenWithinMs = 60_000;

const isWrittenIn = ({ from, to }: Window, { lastModified }: ListedKey): boolean =>
  lastModified.getTime() >= from.getTime() - writtenWithinMs && lastModified.getTime() < to.getTime() + writtenWithinMs;

function prefixes({ workload, window: { from, to } }: Pick<CountQuarantinedProps, 'workload' | 'window'>): string[] {
  const days = new Set<string>();
  for (let at = from.getTime() - longestWaitMs; at < to.getTime(); at += 3_600_000) {
    days.add(new Date(at).toISOString().slice(0, 10));
  }
  return [...days].map(day => `${recordPrefixes.reasons}${workload}/${day}/`);
}

const nameOf = ({ key }: ListedKey): string => key.slice(key.lastIndexOf('/') + 1);
const byName = (one: ListedKey, other: ListedKey): number => (nameOf(one) < nameOf(other) ? -1 : 1);
