import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { connection, Deployed, emptyBucket } from './deployed';

jest.setTimeout(60_000);

const s3 = new S3Client({ ...connection, forcePathStyle: true });
const keys = ['a/1', 'a/2', 'a/c&<>"', 'a/b/1', 'a/b/2', 'line\rfeed', 'ü +%', 'z'];
const inOrder = [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

describe('a listing of a bucket', () => {
  const stack = new Deployed('listings');
  const listed = (input: object) => s3.send(new ListObjectsV2Command({ Bucket: stack.idOf('Bucket'), ...input }));
  beforeAll(async () => {
    await stack.create({ Bucket: { Type: 'AWS::S3::Bucket' } });
    for (const Key of keys) {
      await s3.send(new PutObjectCommand({ Bucket: stack.idOf('Bucket'), Key, Body: 'four' }));
    }
  });
  afterAll(async () => {
    await emptyBucket(stack.idOf('Bucket'));
    await stack.destroy();
  });

  it('names every key as it is, in the order of UTF-8, whatever letters it has', async () => {
    const { Contents, KeyCount, IsTruncated, NextContinuationToken } = await listed({});
    expect(Contents?.map(({ Key }) => Key)).toEqual(inOrder);
    expect(Contents).toContainEqual(
      expect.objectContaining({ Size: 4, ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/), StorageClass: 'STANDARD' }),
    );
    expect({ KeyCount, IsTruncated, NextContinuationToken }).toEqual({ KeyCount: keys.length, IsTruncated: false });
  });

  it('has each key on one of its pages', async () => {
    const found: (string | undefined)[] = [];
    const sizes: (number | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await listed({ MaxKeys: 3, ContinuationToken });
      expect(page).toMatchObject({ MaxKeys: 3, IsTruncated: page.NextContinuationToken !== undefined });
      found.push(...(page.Contents?.map(({ Key }) => Key) ?? []));
      sizes.push(page.KeyCount);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(inOrder);
    expect(sizes).toEqual([3, 3, 2]);
  });

  it('folds what lies below a delimiter, and goes on behind it', async () => {
    const first = await listed({ Prefix: 'a/', Delimiter: '/', MaxKeys: 3 });
    expect(first).toMatchObject({ Prefix: 'a/', Delimiter: '/', KeyCount: 3, IsTruncated: true });
    expect(first.CommonPrefixes).toEqual([{ Prefix: 'a/b/' }]);
    const second = await listed({ Prefix: 'a/', Delimiter: '/', ContinuationToken: first.NextContinuationToken });
    expect(second.CommonPrefixes).toBeUndefined();
    const contents = [...(first.Contents ?? []), ...(second.Contents ?? [])];
    expect(contents.map(({ Key }) => Key)).toEqual(['a/1', 'a/2', 'a/c&<>"']);
  });

  it('begins after a key, encodes for who asks, and names owners to who asks', async () => {
    const { Contents, StartAfter, EncodingType } = await listed({ StartAfter: 'a/c&<>"', EncodingType: 'url' });
    expect(Contents?.map(({ Key }) => Key)).toEqual(['line%0Dfeed', 'z', '%C3%BC%20%2B%25']);
    expect({ StartAfter, EncodingType }).toEqual({ StartAfter: 'a/c%26%3C%3E%22', EncodingType: 'url' });
    expect(Contents?.[0]?.Owner).toBeUndefined();
    const owned = await listed({ Prefix: 'z', FetchOwner: true });
    expect(owned.Contents?.[0]?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of nothing has no key, nor has one of no bucket', async () => {
    expect(await listed({ Prefix: 'nothing' })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await listed({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'there-is-no-such' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NoSuchBucket' }),
    );
  });
});
