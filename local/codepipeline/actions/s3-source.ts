import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Artifact } from '../executions/execution';
import { ActionFailed, callFailed, calling } from './action-failed';
import type { ActionKind, ActionOutcome, ActionWork } from './action-kind';

/** Copies one version of an object to the artifact bucket. Nothing polls: an execution is started, or an event starts it. */
export const s3Source: ActionKind = {
  inputs: [0, 0],
  outputs: [1, 1],
  required: ['S3Bucket', 'S3ObjectKey'],
  optional: ['PollForSourceChanges', 'AllowOverrideForS3ObjectKey'],
  timeoutMinutes: 60,
  variables: ['BucketName', 'ETag', 'ObjectKey', 'VersionId'],
  run,
};

async function run(work: ActionWork): Promise<ActionOutcome> {
  const { S3Bucket: bucket = '', S3ObjectKey = '' } = work.configuration;
  const override = (type: string) => work.overrides.find(({ revisionType }) => revisionType === type)?.revisionValue;
  const key = override('S3_OBJECT_KEY') ?? S3ObjectKey;
  const s3 = new S3Client({ ...(await calling('sts:AssumeRole', () => work.role.settings())), forcePathStyle: true });
  try {
    await requireVersions(s3, bucket);
    const found = await download(s3, { bucket, key, version: override('S3_OBJECT_VERSION_ID') });
    const artifact = { ...work.output(work.action.outputArtifacts?.[0]?.name ?? ''), revision: found.VersionId ?? '' };
    const body = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
    await calling('s3:PutObject', () => work.artifacts.write(artifact, body));
    return outcome(work, { bucket, key, found, artifact });
  } finally {
    s3.destroy();
  }
}

async function requireVersions(s3: S3Client, Bucket: string): Promise<void> {
  const { Status } = await calling('s3:GetBucketVersioning', () => s3.send(new GetBucketVersioningCommand({ Bucket })));
  if (Status === 'Enabled') return;
  throw new ActionFailed('ConfigurationError', `Versioning is not enabled for the S3 bucket named ${Bucket}.`);
}

interface Wanted {
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
}

async function download(s3: S3Client, { bucket, key, version }: Wanted): Promise<GetObjectCommandOutput> {
  try {
    const which = version === undefined ? {} : { VersionId: version };
    return await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...which }));
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'NoSuchKey' && name !== 'NoSuchVersion' && name !== 'NotFound')
      throw callFailed('s3:GetObject', error);
    const what = version === undefined ? '' : ` in version ${version}`;
    throw new ActionFailed(
      'RevisionUnavailable',
      `The object with key ${key} is not located${what} in the S3 bucket named ${bucket}.`,
    );
  }
}

interface Found {
  readonly bucket: string;
  readonly key: string;
  readonly found: GetObjectCommandOutput;
  readonly artifact: Artifact;
}

function outcome(work: ActionWork, { bucket, key, found, artifact }: Found): ActionOutcome {
  const version = found.VersionId ?? '';
  const eTag = (found.ETag ?? '').replaceAll('"', '');
  const revisionSummary = `Amazon S3 version id: ${version}`;
  const { region } = work.world.scope;
  return {
    summary: revisionSummary,
    externalExecutionId: version,
    artifacts: [artifact],
    variables: { BucketName: bucket, ObjectKey: key, VersionId: version, ETag: eTag },
    revisions: [
      {
        actionName: work.action.name,
        name: artifact.name,
        revisionId: version,
        revisionChangeIdentifier: version.slice(0, 100),
        revisionSummary,
        ...(found.LastModified && { created: found.LastModified.getTime() / 1000 }),
        revisionUrl: `https://${region}.console.aws.amazon.com/s3/object/${bucket}?region=${region}&prefix=${encodeURIComponent(key)}&versionId=${version}`,
      },
    ],
  };
}
