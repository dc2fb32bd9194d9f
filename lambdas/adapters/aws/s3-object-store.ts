import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ListedKey, ObjectHead, ObjectRef, ObjectStore, StoredObject } from '../../ports/object-store';

type Attributes = { contentType: string | null; metadata: Readonly<Record<string, string>> };

export class S3ObjectStore implements ObjectStore {
  constructor(private readonly client: S3Client) {}

  async head(ref: ObjectRef): Promise<ObjectHead | null> {
    return unlessMissing(async () => {
      try {
        return headOf(await this.client.send(new HeadObjectCommand(inputOf(ref))));
      } catch (error) {
        throw explained(error, ref);
      }
    });
  }

  async get(ref: ObjectRef): Promise<StoredObject | null> {
    return unlessMissing(async () => {
      const answer = await this.client.send(new GetObjectCommand(inputOf(ref)));
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { ...headOf(answer), bytes };
    });
  }

  async sha256(ref: ObjectRef): Promise<string | null> {
    return unlessMissing(async () => {
      const { Body } = await this.client.send(new GetObjectCommand(inputOf(ref)));
      const hash = createHash('sha256');
      for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) hash.update(chunk);
      return hash.digest('hex');
    });
  }

  async putNew(
    { bucket: Bucket, key: Key }: { bucket: string; key: string },
    { bytes: Body, contentType: ContentType }: { bytes: Uint8Array; contentType: string },
  ): Promise<'written' | 'taken'> {
    try {
      await this.client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch: '*' }));
      return 'written';
    } catch (error) {
      // 409: another writer is at it just now.
      if (error instanceof Error && /^(PreconditionFailed|ConditionalRequestConflict)$/.test(error.name))
        return 'taken';
      throw error;
    }
  }

  async put(
    target: { bucket: string; key: string },
    object: { bytes: Uint8Array; contentType: string; metadata?: Readonly<Record<string, string>> },
  ): Promise<{ readonly etag: string }> {
    const { ETag = '' } = await this.client.send(
      new PutObjectCommand({
        Bucket: target.bucket,
        Key: target.key,
        Body: object.bytes,
        ContentType: object.contentType,
        ...(object.metadata && { Metadata: { ...object.metadata } }),
      }),
    );
    return { etag: ETag };
  }

  async copy(
    source: ObjectRef & { versionId: string },
    target: { bucket: string; key: string },
    attributes: Attributes,
  ): Promise<'copied' | 'missing'> {
    const copied = await unlessMissing(() =>
      this.client.send(
        new CopyObjectCommand({
          Bucket: target.bucket,
          Key: target.key,
          // The header must be URL-encoded; encodeURIComponent also encodes the slashes, which S3 decodes again.
          CopySource: `${source.bucket}/${encodeURIComponent(source.key)}?versionId=${encodeURIComponent(source.versionId)}`,
          MetadataDirective: 'REPLACE',
          Metadata: { ...attributes.metadata },
          ...(attributes.contentType && { ContentType: attributes.contentType }),
        }),
      ),
    );
    return copied ? 'copied' : 'missing';
  }

  async remove(target: { bucket: string; key: string }): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: target.bucket, Key: target.key }));
  }

  async list(bucket: string, prefix: string, token?: string) {
    const page = await this.client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        // XML turns a carriage return in a key into a line feed; URL encoding keeps every byte.
        EncodingType: 'url',
        ...(token && { ContinuationToken: token }),
      }),
    );
    const keys: ListedKey[] = (page.Contents ?? []).map(
      ({ Key = '', ETag = '', Size = 0, LastModified = new Date(0) }) => ({
        key: decodeURIComponent(Key.replaceAll('+', ' ')),
        etag: ETag,
        sizeBytes: Size,
        lastModified: LastModified,
      }),
    );
    return { keys, ...(page.NextContinuationToken && { next: page.NextContinuationToken }) };
  }
}

const inputOf = ({ bucket, key, versionId }: ObjectRef) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId !== undefined && { VersionId: versionId }),
});

interface Described {
  VersionId?: string | undefined;
  ContentLength?: number | undefined;
  ContentType?: string | undefined;
  LastModified?: Date | undefined;
  Metadata?: Record<string, string> | undefined;
}

const headOf = (answer: Described): ObjectHead => ({
  versionId: answer.VersionId ?? 'null',
  sizeBytes: answer.ContentLength ?? 0,
  contentType: answer.ContentType ?? null,
  lastModified: answer.LastModified ?? new Date(0),
  metadata: answer.Metadata ?? {},
});

/** The answer to a HEAD has no body, so the SDK knows no more than "UnknownError" of a refusal. */
function explained(error: unknown, { bucket, key }: ObjectRef): unknown {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status !== 403) return error;
  const message = `s3: HEAD of ${key} in ${bucket} must be allowed, got 403; check the role, the bucket and the key policy`;
  return Object.assign(new Error(message, { cause: error }), { name: 'AccessDenied' });
}

/** S3 answers 405 for a version that is a delete marker: the object is gone all the same. */
const missingNames = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'MethodNotAllowed']);

async function unlessMissing<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && missingNames.has(error.name)) return null;
    throw error;
  }
}
