import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Signer } from '../../support/signed-call';
import { allow, caller, clientOf, permit, refusalOf, uniqueName } from './iam-world';

const bucket = uniqueName('iam-objects');
const arn = `arn:aws:s3:::${bucket}`;
const s3 = (signer?: Signer) => new S3Client(clientOf(signer));
const put = (signer: Signer, Key: string) => s3(signer).send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'a' }));

beforeAll(async () => {
  await s3().send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await s3().send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  await s3().send(new PutObjectCommand({ Bucket: bucket, Key: 'in/there', Body: 'a' }));
});

describe("a policy's wildcards", () => {
  test.each([
    ['in/*', 'in/a\nb.jpg'],
    ['in/*', 'in/a\r\nb/c.jpg'],
    ['in/*', 'in/last\n'],
    ['in/a?b.jpg', 'in/a\nb.jpg'],
    ['in/[a].jpg', 'in/[a].jpg'],
  ])('%j admits the key %j', async (pattern, key) => {
    const { roleArn, signer } = await caller();
    await permit(roleArn, [allow('s3:PutObject', `${arn}/${pattern}`)]);
    await put(signer, key);
  });

  test.each([
    ['in/a', 'in/a\n'],
    ['in/a?b', 'in/ab'],
    ['in/a?b', 'in/a\r\nb'],
    ['in/[a].jpg', 'in/a.jpg'],
    ['in/*.jpg', 'in/a.jpg\n'],
    ['in/*', 'out/\nin/a'],
  ])('%j does not admit the key %j', async (pattern, key) => {
    const { roleArn, signer } = await caller();
    await permit(roleArn, [allow('s3:PutObject', `${arn}/${pattern}`)]);
    expect(await refusalOf(put(signer, key))).toContain('AccessDenied');
  });
});

describe('an object that is missing', () => {
  const reading = [allow(['s3:GetObject', 's3:GetObjectVersion'], `${arn}/*`)];
  const other = { Bucket: bucket, Key: 'in/there', VersionId: 'null' };
  const missing = { Bucket: bucket, Key: 'in/missing' };
  const statusOf = async (work: Promise<{ $metadata: { httpStatusCode?: number | undefined } }>) => {
    const answer = await work.catch(error => error as { $metadata: { httpStatusCode?: number } });
    return answer.$metadata.httpStatusCode;
  };
  const statuses = (signer: Signer, asked: typeof missing) =>
    Promise.all([
      statusOf(s3(signer).send(new GetObjectCommand(asked))),
      statusOf(s3(signer).send(new HeadObjectCommand(asked))),
    ]);

  test.each([
    ['key', missing],
    ['version', other],
  ])('is forbidden to who may not list its bucket, and not found to who may (%s)', async (_, asked) => {
    const { roleArn, signer } = await caller();
    await permit(roleArn, reading);
    expect(await statuses(signer, asked)).toEqual([403, 403]);
    await permit(roleArn, [...reading, allow('s3:ListBucket', arn)]);
    expect(await statuses(signer, asked)).toEqual([404, 404]);
  });

  test('asks nothing more of who reads an object that is there', async () => {
    const { roleArn, signer } = await caller();
    await permit(roleArn, reading);
    expect(await statuses(signer, { Bucket: bucket, Key: 'in/there' })).toEqual([200, 200]);
  });

  test('names the right that lacks', async () => {
    const { roleArn, signer } = await caller();
    await permit(roleArn, reading);
    const refused = await refusalOf(s3(signer).send(new GetObjectCommand(missing)));
    expect(refused).toContain('is not authorized to perform: s3:ListBucket');
  });
});
