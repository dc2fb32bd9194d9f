import { gatheredLinesMetadata } from '../../../contracts/key-layout';
import { type Hour, linesDigest, linesPrefix, tableKey } from '../../../domain/predictions/tables/table-keys';
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
}

/** `unchanged`: the file holds exactly these lines already. */
export type GatheredHour =
  | { readonly kind: 'empty' | 'unchanged' }
  | { readonly kind: 'gathered'; readonly rows: number };

/** About 10 MB of text at a time; also the rows of one row group. */
const linesPerGroup = 5_000;

/**
 * Writes one hour's lines as one file. The file depends on the lines alone and replaces the one before it, so that it
 * may be written at any time, twice, or again when a late line came: no line is ever in it twice.
 */
export async function gatherHour<Row>(
  { name, read, columns }: Table<Row>,
  hour: Hour,
  { objects, predictionsBucket: bucket, format, journal }: GatherHourEffects,
): Promise<GatheredHour> {
  const lines = (await listAll({ objects, bucket }, linesPrefix(name, hour))).map(({ key }) => key);
  if (lines.length === 0) return { kind: 'empty' };
  const target = { bucket, key: tableKey(name, hour) };
  const digest = linesDigest(lines);
  const there = await objects.head(target);
  if (there?.metadata[gatheredLinesMetadata] === digest) return { kind: 'unchanged' };
  const table = format.begin(columns);
  let rows = 0;
  for (let start = 0; start < lines.length; start += linesPerGroup) {
    const texts = await readTexts({ objects, bucket }, lines.slice(start, start + linesPerGroup));
    const group = texts.flatMap(text => {
      const row = read(text);
      if (row !== null) return [row];
      journal.problem('line left out of a table', { table: target.key, text: text.slice(0, 200) });
      return [];
    });
    table.add(group);
    rows += group.length;
  }
  const object = { bytes: table.end(), contentType: format.contentType, metadata: { [gatheredLinesMetadata]: digest } };
  await objects.put(target, object);
  return { kind: 'gathered', rows };
}
