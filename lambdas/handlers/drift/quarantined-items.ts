import { recordPrefixes } from '../../contracts/key-layout';
import { holds, hoursOf, type Window } from '../../domain/drift/monitor/windows';
import type { ListedKey } from '../../ports/object-store';
import type { Listing } from '../training/read-all';
import { ListsOnce } from './lists-once';
import type { MonitorLines } from './monitor-lines';

export interface QuarantinedItemsProps {
  /** The quarantine bucket. */
  readonly place: Listing;
  readonly lines: MonitorLines['rejected'];
  readonly workload: string;
  /** Of more records so many tell of all. */
  readonly most: number;
}

/** Records lie by the day of arrival. What is backfilled or judged again later than that is nothing of the window's. */
const longestWaitMs = 24 * 3_600_000;

/** Items for prediction that lie in quarantine. What it lists it lists once in its life. */
export class QuarantinedItems {
  private readonly lists: ListsOnce;

  constructor(private readonly props: QuarantinedItemsProps) {
    this.lists = new ListsOnce(props.place);
  }

  /**
   * How many validation rejected in a window, and lie there still. Of more than `most` records those with the smallest
   * names, which are digests: a fair sample.
   */
  async countWithin(window: Window): Promise<number> {
    const { place, lines, workload, most } = this.props;
    const folder = `${recordPrefixes.reasons}${workload}/`;
    const listed = (await Promise.all(daysOf(window).map(day => this.lists.below(`${folder}${day}/`)))).flat();
    const written = listed.filter(record => isWrittenIn(window, record)).sort(byName);
    const read = written.slice(0, most);
    const rejected = await lines.read(place, read);
    const own = rejected.filter(one => one?.isForPrediction && holds(window, one.judgedAt)).length;
    return read.length < written.length ? Math.round((own / read.length) * written.length) : own;
  }
}

/** Clocks differ, and a record is written after its moment. */
const writtenWithinMs = 60_000;

const isWrittenIn = ({ from, to }: Window, { lastModified }: ListedKey): boolean =>
  lastModified.getTime() >= from.getTime() - writtenWithinMs && lastModified.getTime() < to.getTime() + writtenWithinMs;

function daysOf({ from, to }: Window): string[] {
  const hours = hoursOf({ from: new Date(from.getTime() - longestWaitMs), to });
  return [...new Set(hours.map(hour => hour.toISOString().slice(0, 10)))];
}

const nameOf = ({ key }: ListedKey): string => key.slice(key.lastIndexOf('/') + 1);
const byName = (one: ListedKey, other: ListedKey): number => (nameOf(one) < nameOf(other) ? -1 : 1);
