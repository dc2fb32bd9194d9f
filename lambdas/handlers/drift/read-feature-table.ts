import { featuresKey } from '../../domain/datasets/dataset-keys';
import type { Table } from '../../domain/drift/baseline';
import { measuredLineSchema } from '../../domain/drift/monitor/version-baseline';
import { NumberColumns } from '../../domain/drift/number-columns';
import type { Listing } from '../training/read-all';

/** Rows that a baseline is learned of; more tell no more, and must fit into the function's memory. */
const mostRows = 200_000;

/**
 * What validation measured of a data set's training examples; empty for a data set from before it was kept. Of more than
 * 200,000 those whose sha256 is smallest: a fair sample, and the same one each time.
 */
export async function readFeatureTable(
  { objects, bucket }: Listing,
  workload: string,
  manifestId: string,
): Promise<Table> {
  const stored = await objects.get({ bucket, key: featuresKey(workload, manifestId) });
  if (!stored) return new Map();
  const share = Math.min(1, mostRows / Math.max(1, countLines(stored.bytes)));
  const columns = new NumberColumns();
  for (const line of linesOf(stored.bytes)) {
    const { sha256, features } = measuredLineSchema.parse(JSON.parse(line));
    if (Number.parseInt(sha256.slice(0, 8), 16) / 2 ** 32 < share) columns.add(features);
  }
  return columns.table();
}

const newline = 0x0a;

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) lines++;
  return lines;
}

/** Line by line: the text of a million examples is longer than a string can be. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) yield decoder.decode(bytes.subarray(start, end));
    start = end + 1;
  }
}
