export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  /** The current version when absent. */
  readonly versionId?: string;
}

export interface ObjectHead {
  readonly versionId: string;
  readonly sizeBytes: number;
  readonly contentType: string | null;
  readonly lastModified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectHead {
  readonly bytes: Uint8Array;
}

export interface ListedKey {
  readonly key: string;
  /** Another one for other content. */
  readonly etag: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
}

/** Versioned objects in buckets. A missing object is `null`, never an error; anything else throws. */
export interface ObjectStore {
  head(ref: ObjectRef): Promise<ObjectHead | null>;
  get(ref: ObjectRef): Promise<StoredObject | null>;
  /** Of the bytes, hexadecimal; reads them without holding them. */
  sha256(ref: ObjectRef): Promise<string | null>;
  put(
    target: { bucket: string; key: string },
    object: { bytes: Uint8Array; contentType: string; metadata?: Readonly<Record<string, string>> },
  ): Promise<Pick<ListedKey, 'etag'>>;
  /** Copies one exact version; replaces its user metadata. `missing` when the source is gone. */
  copy(
    source: ObjectRef & { versionId: string },
    target: { bucket: string; key: string },
    attributes: { contentType: string | null; metadata: Readonly<Record<string, string>> },
  ): Promise<'copied' | 'missing'>;
  /** Writes an object unless its key is taken. */
  putNew(
    target: { bucket: string; key: string },
    object: { bytes: Uint8Array; contentType: string },
  ): Promise<'written' | 'taken'>;
  remove(target: { bucket: string; key: string }): Promise<void>;
  /** One page of at most 1,000 keys in key order; `next` is absent on the last page. */
  list(
    bucket: string,
    prefix: string,
    token?: string,
  ): Promise<{ readonly keys: readonly ListedKey[]; readonly next?: string }>;
}
