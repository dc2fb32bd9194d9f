import { hoursOf, type Window } from '../../domain/drift/monitor/windows';
import { mapInFlight } from '../../domain/in-flight';
import { linesPrefix, type TableName } from '../../domain/predictions/tables/table-keys';
import type { ListedKey } from '../../ports/object-store';
import type { Listing } from '../training/read-all';
import { ListsOnce } from './lists-once';

const listingsInFlight = 16;

/** The keys of lines, hour by hour; an hour is listed once in the life of this object, however many windows touch it. */
export class LineKeys {
  private readonly lists: ListsOnce;

  constructor(
    lines: Listing,
    private readonly workload: string,
  ) {
    this.lists = new ListsOnce(lines);
  }

  /** Of every hour that the span touches, in key order. */
  async within(table: TableName, span: Window): Promise<ListedKey[]> {
    const listed = await mapInFlight(hoursOf(span), listingsInFlight, hour => this.ofHour(table, hour));
    return listed.flat();
  }

  private ofHour(table: TableName, at: Date): Promise<readonly ListedKey[]> {
    const [day, hour] = [at.toISOString().slice(0, 10), at.toISOString().slice(11, 13)];
    return this.lists.below(linesPrefix(table, { workload: this.workload, day, hour }));
  }
}

/** The inference that a line is of: what its name begins with. */
export const inferenceOf = (key: string): string => /([^/-]+)(-\d+)?\.ndjson$/.exec(key)?.[1] ?? '';
