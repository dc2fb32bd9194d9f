import { gatheredRecordsKey } from '../../domain/datasets/dataset-keys';
import { formatGathered, type GatheredLine, parseGathered } from '../../domain/datasets/gathered-lines';
import type { ListedKey, ObjectStore } from '../../ports/object-store';
import { readGatheredSince } from './gathered-files';
import { type Listing, readEach } from './read-all';

type Known = Map<string, { readonly etag: string; readonly text: string }>;

/** Fewer records are read sooner one by one. */
const worthAList = 8;

/** About 75 MB; what is beyond is read one by one. */
const mostGathered = 100_000;

/**
 * Records as they were last read, in one object: thousands of small reads take longer than everything else between an
 * alarm and its training. Each counts while its ETag is the listed one, so that a lost or stale file costs time only.
 */
export class GatheredRecords {
  constructor(
    private readonly objects: ObjectStore,
    private readonly bucket: string,
  ) {}

  /** The text of each record that is listed, in order; what vanished since is left out. */
  async texts(workload: string, curated: Listing, listing: Promise<readonly ListedKey[]>): Promise<string[]> {
    const [{ known, writtenAt }, listed] = await Promise.all([this.read(workload), listing]);
    const isKnown = ({ key, etag }: ListedKey) => known.get(key)?.etag === etag;
    const missing = listed.filter(one => !isKnown(one));
    const together = missing.length < worthAList ? [] : await readGatheredSince(workload, writtenAt, curated);
    for (const [key, etag, text] of together) known.set(key, { etag, text });
    // All again: an old file may name what was replaced since.
    const unknown = listed.filter(one => !isKnown(one));
    const read = await readEach(
      curated,
      unknown.map(({ key }) => key),
    );
    const fresh = new Map(unknown.map(({ key }, at) => [key, read[at]]));
    const lines = listed.flatMap((one): GatheredLine[] => {
      const text = isKnown(one) ? known.get(one.key)?.text : fresh.get(one.key);
      return text === undefined ? [] : [[one.key, one.etag, text]];
    });
    // What was removed goes from here, too.
    if (together.length > 0 || unknown.length > 0 || known.size > lines.length)
      await this.write(workload, lines.slice(0, mostGathered));
    return lines.map(([, , text]) => text);
  }

  private async read(workload: string): Promise<{ readonly known: Known; readonly writtenAt: Date }> {
    const stored = await this.objects.get({ bucket: this.bucket, key: gatheredRecordsKey(workload) });
    const lines = stored ? parseGathered(new TextDecoder().decode(stored.bytes)) : [];
    const known = new Map(lines.map(([key, etag, text]) => [key, { etag, text }]));
    return { known, writtenAt: lines.length === 0 ? new Date(0) : (stored?.lastModified ?? new Date(0)) };
  }

  private async write(workload: string, lines: readonly GatheredLine[]): Promise<void> {
    const bytes = new TextEncoder().encode(formatGathered(lines));
    const target = { bucket: this.bucket, key: gatheredRecordsKey(workload) };
    await this.objects.put(target, { bytes, contentType: 'application/x-ndjson' });
  }
}
