import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import { MemoryObjectStore } from '../../lambdas/adapters/memory/object-store';
import type { ObjectStore } from '../../lambdas/ports/object-store';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const plain = { contentType: 'text/plain', metadata: {} };

async function versionedBucket(): Promise<string> {
  const s3 = new S3Client();
  const Bucket = `object-store-${Date.now()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return Bucket;
}

const stores: [string, () => Promise<{ store: ObjectStore; bucket: string }>][] = [
  ['memory', async () => ({ store: new MemoryObjectStore(), bucket: 'bucket' })],
  [
    'S3 on the laptop cloud',
    async () => ({ store: new S3ObjectStore(new S3Client()), bucket: await versionedBucket() }),
  ],
];

describe.each(stores)('an object store in %s', (_, open) => {
  let store: ObjectStore;
  let bucket: string;
  beforeAll(async () => {
    ({ store, bucket } = await open());
  });

  it('returns what was put, with type and metadata', async () => {
    await store.put(
      { bucket, key: 'a' },
      { bytes: bytesOf('one'), contentType: 'text/plain', metadata: { from: 'test' } },
    );
    const stored = await store.get({ bucket, key: 'a' });
    expect(stored).toMatchObject({ contentType: 'text/plain', metadata: { from: 'test' }, sizeBytes: 3 });
    expect(Buffer.from(stored?.bytes ?? []).toString()).toBe('one');
  });

  it('tells with what was put which ETag lists will name', async () => {
    const put = (text: string) =>
      store.put({ bucket, key: 'etag' }, { bytes: bytesOf(text), contentType: 'text/plain' });
    const [first, second] = [await put('one'), await put('two')];
    const { keys } = await store.list(bucket, 'etag');
    expect(keys.map(({ etag }) => etag)).toEqual([second.etag]);
    expect(first.etag).not.toBe(second.etag);
  });

  it('writes a new object once, however many try at once', async () => {
    const write = (text: string) =>
      store.putNew({ bucket, key: 'once' }, { bytes: bytesOf(text), contentType: 'text/plain' });
    const results = await Promise.all(['1', '2', '3', '4'].map(write));
    expect(results.filter(result => result === 'written')).toHaveLength(1);
    expect(await write('5')).toBe('taken');
  });

  it('tells the hash of what is there', async () => {
    await store.put({ bucket, key: 'h' }, { bytes: bytesOf('abc'), contentType: 'text/plain' });
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await store.sha256({ bucket, key: 'h' })).toBe(abc);
    expect(await store.sha256({ bucket, key: 'nothing' })).toBeNull();
  });

  it('keeps every version', async () => {
    await store.put({ bucket, key: 'v' }, { bytes: bytesOf('old'), contentType: 'text/plain' });
    const old = await store.head({ bucket, key: 'v' });
    await store.put({ bucket, key: 'v' }, { bytes: bytesOf('new'), contentType: 'text/plain' });
    const stored = await store.get({ bucket, key: 'v', versionId: old?.versionId ?? '' });
    expect(Buffer.from(stored?.bytes ?? []).toString()).toBe('old');
  });

  it('answers null for what is not there, or not any more', async () => {
    await store.put({ bucket, key: 'gone' }, { bytes: bytesOf('x'), contentType: 'text/plain' });
    await store.remove({ bucket, key: 'gone' });
    expect(await store.head({ bucket, key: 'gone' })).toBeNull();
    expect(await store.get({ bucket, key: 'never' })).toBeNull();
    const source = { bucket, key: 'never', versionId: '3d8dbec1-8b36-4e45-a4da-2324240b55da' };
    expect(await store.copy(source, { bucket, key: 'copy' }, plain)).toBe('missing');
  });

  it('copies the asked version and replaces its metadata', async () => {
    await store.put({ bucket, key: 'c' }, { bytes: bytesOf('old'), contentType: 'text/plain', metadata: { a: '1' } });
    const old = await store.head({ bucket, key: 'c' });
    await store.put({ bucket, key: 'c' }, { bytes: bytesOf('new'), contentType: 'text/plain' });
    const attributes = { contentType: 'text/plain', metadata: { b: '2' } };
    const source = { bucket, key: 'c', versionId: old?.versionId ?? '' };
    expect(await store.copy(source, { bucket, key: 'd' }, attributes)).toBe('copied');
    const copied = await store.get({ bucket, key: 'd' });
    expect(copied?.metadata).toEqual({ b: '2' });
    expect(Buffer.from(copied?.bytes ?? []).toString()).toBe('old');
  });

  it('lists an ETag that stays while the content does', async () => {
    const key = 'etag/x';
    const etag = async () => (await store.list(bucket, key)).keys[0]?.etag;
    await store.put({ bucket, key }, { bytes: bytesOf('x'), contentType: 'text/plain' });
    const first = await etag();
    expect(first).toMatch(/./);
    expect(await etag()).toBe(first);
    await store.put({ bucket, key }, { bytes: bytesOf('y'), contentType: 'text/plain' });
    expect(await etag()).not.toBe(first);
  });

  it.each(['sp ace', 'a+b', '100%25', 'line\nfeed\rreturn', '👗', 'cafe\u0301', '../x', 'a//b', '&<>"\''])(
    'lists and copies the key %j as it is',
    async name => {
      const key = `hostile/${name}`;
      await store.put({ bucket, key }, { bytes: bytesOf('x'), contentType: 'text/plain' });
      const { versionId = '' } = (await store.head({ bucket, key })) ?? {};
      expect(await store.copy({ bucket, key, versionId }, { bucket, key: `copied/${name}` }, plain)).toBe('copied');
      const { keys } = await store.list(bucket, 'copied/');
      expect(keys.map(listed => listed.key)).toContain(`copied/${name}`);
    },
  );
});
