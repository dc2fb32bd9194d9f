import { featuresKey } from '../../domain/datasets/dataset-keys';
import type { Table } from '../../domain/drift/baseline';
import { measuredLineSchema } from '../../domain/drift/monitor/version-baseline';
import { tableOfRows } from '../../domain/drift/table-of-rows';
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
  const lines = [...linesOf(stored.bytes)];
  const share = Math.min(1, mostRows / Math.max(1, lines.length));
  const rows = lines.flatMap(line => {
    const { sha256, features } = measuredLineSchema.parse(JSON.parse(line));
    return Number.parseInt(sha256.slice(0, 8), 16) / 2 ** 32 < share ? [features] : [];
  });
  return tableOfRows(rows);
}

/** Line by line: the text of a million examples is longer than a string can be. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) yield decoder.decode(bytes.subarray(start, end));
    start = end + 1;
  }
}
