import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { unnameableIn } from '../ingestion/unnameable';
import { resourcesOfType } from './stack-resources';
import { clientSettingsOf, type DeployTarget } from './target';

/** Whether DeleteObjects, whose request is XML, must be MalformedXML with this key in it. */
export const isUnnameable = (key: string): boolean => unnameableIn(key) !== undefined;

/**
 * Deletes every version of the objects whose keys DeleteObjects cannot name, one call each, from all buckets of the
 * environment's stacks: the function by which CDK empties a bucket would fail on them for ever, and the stack with it.
 * @returns how many versions and delete markers it deleted
 */
export async function deleteUnnameable(target: DeployTarget, report: (progress: string) => void): Promise<number> {
  const { S3Client: Client } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  const s3 = new Client({
    ...clientSettingsOf(target),
    ...(target.endpoint !== undefined && { forcePathStyle: true }),
  });
  let deleted = 0;
  for (const bucket of await resourcesOfType(target, 'AWS::S3::Bucket')) {
    target.signal.throwIfAborted();
    report(`looking through ${bucket}`);
    deleted += await deleteIn(bucket, s3, target.signal).catch(error => {
      // CDK's function has rights of its own, and most buckets hold no such key.
      if ((error as { name?: string }).name !== 'AccessDenied') throw error;
      report(`no right to look through ${bucket}`);
      return 0;
    });
  }
  s3.destroy();
  return deleted;
}

async function deleteIn(Bucket: string, s3: S3Client, abortSignal: AbortSignal): Promise<number> {
  const { DeleteObjectCommand } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  let deleted = 0;
  for await (const page of pagesOf(Bucket, s3, abortSignal)) {
    for (const { Key: encoded = '', VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      const Key = decode(encoded, page);
      if (!isUnnameable(Key)) continue;
      await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }), { abortSignal });
      deleted += 1;
    }
  }
  return deleted;
}

/** All pages of a listing whose keys are URL-encoded; none when the bucket is gone. */
async function* pagesOf(
  Bucket: string,
  s3: S3Client,
  abortSignal: AbortSignal,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  const { ListObjectVersionsCommand } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from) {
    const input: ListObjectVersionsCommandInput = { Bucket, EncodingType: 'url', ...from };
    const page: ListObjectVersionsCommandOutput | undefined = await s3
      .send(new ListObjectVersionsCommand(input), { abortSignal })
      .catch(error => {
        if ((error as Error).name === 'NoSuchBucket') return undefined;
        throw error;
      });
    if (!page) return;
    yield page;
    const { NextKeyMarker, NextVersionIdMarker } = page;
    from = page.IsTruncated
      ? {
          KeyMarker: decode(NextKeyMarker ?? '', page),
          ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
        }
      : undefined;
  }
}

/** S3's encoding of a key in a listing, in which a space is a plus sign; the laptop cloud's listing of versions has none. */
const decode = (key: string, { EncodingType }: ListObjectVersionsCommandOutput): string =>
  EncodingType === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
