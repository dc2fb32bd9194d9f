import {
  type CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import config from '../../everloop.config';
import { deploymentOutputs } from '../../lambdas/contracts/deployment-outputs';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { cloudFormationOf, type DeployTarget } from './target';

/** Characters that an XML 1.0 document cannot hold, not even escaped (https://www.w3.org/TR/xml/#charsets). */
const unnameable = /[^\t\n\r\x20-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Whether DeleteObjects, whose request is XML, must be MalformedXML with this key in it. */
export const isUnnameable = (key: string): boolean => unnameable.test(key);

/**
 * Deletes every version of the objects whose keys DeleteObjects cannot name, one call each, from all buckets of the
 * environment's stacks: the function by which CDK empties a bucket would fail on them for ever, and the stack with it.
 * @returns how many versions and delete markers it deleted
 */
export async function deleteUnnameable(target: DeployTarget, report: (progress: string) => void): Promise<number> {
  const { S3Client: Client } = require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  const { endpoint, settings } = target;
  const s3 =
    endpoint === undefined
      ? new Client({ ...settings })
      : new Client({ endpoint, region: REGION, credentials: ROOT_CREDENTIALS, forcePathStyle: true });
  let deleted = 0;
  for (const bucket of await bucketsOf(target)) {
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

async function bucketsOf(target: DeployTarget): Promise<readonly string[]> {
  const client = cloudFormationOf(target);
  const names = Object.keys(deploymentOutputs).map(suffix => `${config.project}-${target.environmentName}-${suffix}`);
  const resources = await Promise.all(names.map(name => resourcesOf(name, client)));
  client.destroy();
  return resources
    .flat()
    .filter(one => one.ResourceType === 'AWS::S3::Bucket' && one.ResourceStatus !== 'DELETE_COMPLETE')
    .flatMap(one => one.PhysicalResourceId ?? []);
}

/** None when there is no such stack. */
async function resourcesOf(StackName: string, client: CloudFormationClient): Promise<readonly StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      found.push(...(page.StackResourceSummaries ?? []));
    }
  } catch (error) {
    if (!(error instanceof Error && /does not exist/.test(error.message))) throw error;
  }
  return found;
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
