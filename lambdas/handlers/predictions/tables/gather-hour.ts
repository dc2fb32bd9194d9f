import { gatheredLinesMetadata } from '../../../contracts/key-layout';
import {
  type Hour,
  linesDigest,
  linesPrefix,
  tableKey,
  tableParts,
} from '../../../domain/predictions/tables/table-keys';
import type { Table } from '../../../domain/predictions/tables/tables';
import type { Journal } from '../../../ports/journal';
import type { ObjectStore } from '../../../ports/object-store';
import type { TableFormat } from '../../../ports/table-format';
import { listAll, readTexts } from '../../training/read-all';

export interface GatherHourEffects {
  readonly objects: ObjectStore;
  readonly predictionsBucket: string;
  readonly format: TableFormat;
  readonly journal: Journal;
  /** More lines than that are parted into 16 files, one after the other in memory; 100,000 when left out. */
  readonly linesPerFile?: number;
}

export interface GatheredHour {
  /** Files written; 0 when they hold exactly these lines already. */
  readonly files: number;
  readonly rows: number;
  /** False when the time ran out; what is written stays. */
  readonly complete: boolean;
}

const usualLinesPerFile = 100_000;
/** About 7 MB of text at a time; also the rows of one row group. */
const linesPerGroup = 5_000;

/**
 * Writes one hour's lines as one file, or as one for each first digit of their ids. A file depends on its lines alone and
 * replaces the one before it, so that it may be written at any time, twice, or again when a late line came: no line is ever
 * in it twice.
 */
export async function gatherHour<Row>(
  table: Table<Row>,
  hour: Hour,
  { hasTime, ...effects }: GatherHourEffects & { readonly hasTime: () => boolean },
): Promise<GatheredHour> {
  const listing = { objects: effects.objects, bucket: effects.predictionsBucket };
  const prefix = linesPrefix(table.name, hour);
  const whole = tableKey(table.name, hour);
  const lines = await listFew(listing, prefix, effects.linesPerFile ?? usualLinesPerFile);
  if (lines !== null) return { ...(await gatherFile(table, { key: whole, lines }, effects)), complete: true };
  // First: for a moment rows are missing, but none is there twice.
  const isThere = await effects.objects.head({ bucket: listing.bucket, key: whole });
  if (isThere) await effects.objects.remove({ bucket: listing.bucket, key: whole });
  let [files, rows] = [0, 0];
  for (const part of tableParts) {
    if (!hasTime()) return { files, rows, complete: false };
    const own = (await listAll(listing, `${prefix}${part}`)).map(({ key }) => key);
    const written = await gatherFile(table, { key: tableKey(table.name, hour, part), lines: own }, effects);
    files += written.files;
    rows += written.rows;
  }
  return { files, rows, complete: true };
}

/** The keys below a prefix; null when they are more than `most`. */
async function listFew(
  { objects, bucket }: { readonly objects: ObjectStore; readonly bucket: string },
  prefix: string,
  most: number,
): Promise<string[] | null> {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await objects.list(bucket, prefix, token);
    for (const { key } of page.keys) found.push(key);
    if (found.length > most) return null;
    token = page.next;
  } while (token !== undefined);
  return found;
}

interface File {
  readonly key: string;
  /** Keys of them, in order. */
  readonly lines: readonly string[];
}

async function gatherFile<Row>(
  { read, columns }: Table<Row>,
  { key, lines }: File,
  { objects, predictionsBucket: bucket, format, journal }: GatherHourEffects,
): Promise<Omit<GatheredHour, 'complete'>> {
  const unchanged = { files: 0, rows: 0 };
  if (lines.length === 0) return unchanged;
  const digest = linesDigest(lines);
  const there = await objects.head({ bucket, key });
  if (there?.metadata[gatheredLinesMetadata] === digest) return unchanged;
  const table = format.begin(columns);
  let rows = 0;
  for (let start = 0; start < lines.length; start += linesPerGroup) {
    const texts = await readTexts({ objects, bucket }, lines.slice(start, start + linesPerGroup));
    const group = texts.flatMap(text => {
      const row = read(text);
      if (row !== null) return [row];
      journal.problem('line left out of a table', { table: key, text: text.slice(0, 200) });
      return [];
    });
    table.add(group);
    rows += group.length;
  }
  const metadata = { [gatheredLinesMetadata]: digest };
  await objects.put({ bucket, key }, { bytes: table.end(), contentType: format.contentType, metadata });
  return { files: 1, rows };
}
