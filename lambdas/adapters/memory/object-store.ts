import { createHash } from 'node:crypto';
import type { ObjectHead, ObjectRef, ObjectStore, StoredObject } from '../../ports/object-store';

type Contents = { bytes: Uint8Array; contentType: string | null; metadata: Readonly<Record<string, string>> };

/** Versioned buckets in memory; versions are numbered from 1. */
export class MemoryObjectStore implements ObjectStore {
  private readonly versions = new Map<string, (StoredObject | null)[]>();

  /** @param time of the newest object, milliseconds; the next one is written a second later */
  constructor(public time = Date.UTC(2026, 0, 1)) {}

  async head(ref: ObjectRef): Promise<ObjectHead | null> {
    const stored = this.find(ref);
    if (!stored) return null;
    const { bytes: _, ...head } = stored;
    return head;
  }

  async get(ref: ObjectRef): Promise<StoredObject | null> {
    return this.find(ref);
  }

  async sha256(ref: ObjectRef): Promise<string | null> {
    const stored = this.find(ref);
    return stored && createHash('sha256').update(stored.bytes).digest('hex');
  }

  async putNew(
    target: { bucket: string; key: string },
    object: { bytes: Uint8Array; contentType: string },
  ): Promise<'written' | 'taken'> {
    if (this.find(target)) return 'taken';
    this.add(target, { metadata: {}, ...object });
    return 'written';
  }

  async put(
    target: { bucket: string; key: string },
    object: { bytes: Uint8Array; contentType: string; metadata?: Readonly<Record<string, string>> },
  ): Promise<{ readonly etag: string }> {
    this.add(target, { metadata: {}, ...object });
    return { etag: this.find(target)?.versionId ?? '' };
  }

  async copy(
    source: ObjectRef & { versionId: string },
    target: { bucket: string; key: string },
    attributes: { contentType: string | null; metadata: Readonly<Record<string, string>> },
  ): Promise<'copied' | 'missing'> {
    const stored = this.find(source);
    if (!stored) return 'missing';
    this.add(target, { bytes: stored.bytes, ...attributes });
    return 'copied';
  }

  async remove(target: { bucket: string; key: string }): Promise<void> {
    this.of(target).push(null);
  }

  async list(bucket: string, prefix: string, token?: string) {
    const start = `${bucket}/${prefix}`;
    const current = [...this.versions].flatMap(([id, versions]) => {
      const latest = versions.at(-1);
      return id.startsWith(start) && latest
        ? [{ key: id.slice(bucket.length + 1), etag: latest.versionId, ...latest }]
        : [];
    });
    const ordered = current.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
    const from = token === undefined ? 0 : Number(token);
    const next = from + 1000 < ordered.length ? { next: `${from + 1000}` } : {};
    return { keys: ordered.slice(from, from + 1000), ...next };
  }

  /** How many versions a key has: effects are counted by it. */
  countVersions(target: { bucket: string; key: string }): number {
    return this.of(target).length;
  }

  private of({ bucket, key }: { bucket: string; key: string }): (StoredObject | null)[] {
    const id = `${bucket}/${key}`;
    const versions = this.versions.get(id) ?? [];
    this.versions.set(id, versions);
    return versions;
  }

  private find({ versionId, ...target }: ObjectRef): StoredObject | null {
    const versions = this.of(target);
    return (versionId === undefined ? versions.at(-1) : versions[Number(versionId) - 1]) ?? null;
  }

  private add(target: { bucket: string; key: string }, contents: Contents): void {
    const versions = this.of(target);
    this.time += 1000;
    versions.push({
      ...contents,
      sizeBytes: contents.bytes.length,
      versionId: `${versions.length + 1}`,
      lastModified: new Date(this.time),
    });
  }
}
