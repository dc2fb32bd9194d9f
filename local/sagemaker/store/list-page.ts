import { validationError } from '../errors';

/** What SageMaker's List operations have in common. Times are epoch seconds. */
export interface ListRequest {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly NameContains?: string;
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly LastModifiedTimeAfter?: number;
  readonly LastModifiedTimeBefore?: number;
  readonly SortBy?: string;
  readonly SortOrder?: string;
}

/** How a kind is listed. */
export interface Listing<R> {
  readonly name: (record: R) => string;
  /** Epoch seconds. */
  readonly created: (record: R) => number;
  readonly modified?: (record: R) => number;
  /** For `SortBy: Status`. */
  readonly status?: (record: R) => string;
  /** Further values of SortBy. */
  readonly keys?: Readonly<Record<string, (record: R) => string | number>>;
  /** Filters of this kind alone. */
  readonly accepts?: (record: R) => boolean;
  readonly defaultOrder?: 'Ascending' | 'Descending';
}

export interface Page<R> {
  readonly records: readonly R[];
  readonly NextToken?: string;
}

const DEFAULT_RESULTS = 100;

const within = (time: number, after?: number, before?: number) =>
  (after === undefined || time > after) && (before === undefined || time < before);

function accepted<R>(record: R, request: ListRequest, listing: Listing<R>): boolean {
  const { NameContains } = request;
  const created = listing.created(record);
  const modified = listing.modified?.(record) ?? created;
  return (
    (NameContains === undefined || listing.name(record).toLowerCase().includes(NameContains.toLowerCase())) &&
    within(created, request.CreationTimeAfter, request.CreationTimeBefore) &&
    within(modified, request.LastModifiedTimeAfter, request.LastModifiedTimeBefore) &&
    (listing.accepts?.(record) ?? true)
  );
}

function sortKey<R>(sortBy: string | undefined, listing: Listing<R>): (record: R) => string | number {
  const own = sortBy === undefined ? undefined : listing.keys?.[sortBy];
  if (own) return own;
  if (sortBy === 'Name') return listing.name;
  if (sortBy === 'Status') return listing.status ?? listing.name;
  if (sortBy === 'LastModifiedTime') return listing.modified ?? listing.created;
  return listing.created;
}

/** What has been shown: the sort key and the creation time of the last record, so that a change in between skips none. */
type Position = readonly [key: string | number, created: number];

function decodeToken(token: string): Position {
  try {
    const position = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(position) && position.length === 2) return position as unknown as Position;
  } catch {}
  throw validationError('The pagination token is invalid.');
}

const compare = (a: Position, b: Position): number => {
  const [one, other] = a[0] === b[0] ? [a[1], b[1]] : [a[0], b[0]];
  return one < other ? -1 : one > other ? 1 : 0;
};

interface Placed<R> {
  readonly record: R;
  readonly at: Position;
}

/** The first `most` of what it was given, in order: ten thousand records cost no more memory than a page. */
class First<R> {
  readonly kept: Placed<R>[] = [];

  constructor(
    private readonly most: number,
    private readonly order: (a: Position, b: Position) => number,
  ) {}

  add(record: R, at: Position): void {
    const last = this.kept.at(-1);
    const isFull = this.kept.length >= this.most;
    if (isFull && last && this.order(at, last.at) >= 0) return;
    if (isFull) this.kept.pop();
    let [low, high] = [0, this.kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.order((this.kept[middle] as Placed<R>).at, at) <= 0) low = middle + 1;
      else high = middle;
    }
    this.kept.splice(low, 0, { record, at });
  }
}

/**
 * One page of the records that a List request asks for, sorted; ties by creation time, which is unique.
 * @throws SageMakerError ValidationException for a token that is none of ours
 */
export function listPage<R>(records: Iterable<R>, request: ListRequest, listing: Listing<R>): Page<R> {
  const key = sortKey(request.SortBy, listing);
  const direction = (request.SortOrder ?? listing.defaultOrder ?? 'Descending') === 'Ascending' ? 1 : -1;
  const after = request.NextToken === undefined ? undefined : decodeToken(request.NextToken);
  const results = request.MaxResults ?? DEFAULT_RESULTS;
  const first = new First<R>(results + 1, (a, b) => compare(a, b) * direction);
  for (const record of records) {
    if (!accepted(record, request, listing)) continue;
    const at: Position = [key(record), listing.created(record)];
    if (after === undefined || compare(at, after) * direction > 0) first.add(record, at);
  }
  const page = first.kept.slice(0, results);
  const last = page.at(-1);
  const more = last && first.kept.length > page.length;
  return {
    records: page.map(({ record }) => record),
    ...(more && { NextToken: Buffer.from(JSON.stringify(last.at)).toString('base64url') }),
  };
}
