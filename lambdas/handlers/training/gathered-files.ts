import { gatheredFileKey, gatheredFilesOf } from '../../domain/datasets/dataset-keys';
import { formatGathered, type GatheredLine, parseGathered } from '../../domain/datasets/gathered-lines';
import { type Listing, listAll, readTexts } from './read-all';

/** Records that were written together, once more in one file: read together, they are ready when an alarm asks. */
export async function writeGathered(
  workload: string,
  lines: readonly GatheredLine[],
  { objects, bucket }: Listing,
): Promise<void> {
  if (lines.length === 0) return;
  const key = gatheredFileKey(
    workload,
    lines.map(([record]) => record),
  );
  const bytes = new TextEncoder().encode(formatGathered(lines));
  await objects.put({ bucket, key }, { bytes, contentType: 'application/x-ndjson' });
}

/** What is known was listed before it was written: the longest that a function may take. */
const longestDrawingMs = 15 * 60_000;

/** Lines of the files that were written since then, oldest first. Each counts while its ETag is that of its record. */
export async function readGatheredSince(workload: string, since: Date, curated: Listing): Promise<GatheredLine[]> {
  const listed = await listAll(curated, gatheredFilesOf(workload));
  const newer = listed
    .filter(({ lastModified }) => lastModified.getTime() >= since.getTime() - longestDrawingMs)
    .sort((one, other) => one.lastModified.getTime() - other.lastModified.getTime());
  const texts = await readTexts(
    curated,
    newer.map(({ key }) => key),
  );
  return texts.flatMap(parseGathered);
}
