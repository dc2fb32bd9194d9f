import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { arnOf, connection, Deployed, emptyBucket, eventually, queuePolicyFor } from './deployed';

jest.setTimeout(60_000);

const s3 = new S3Client({ ...connection, forcePathStyle: true });
const sqs = new SQSClient(connection);

const bucket = (properties: object = {}) => ({ Type: 'AWS::S3::Bucket', Properties: properties });
const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
const toEventBridge = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };

describe('a CloudFormation bucket', () => {
  const stack = new Deployed('bucket-settings');
  const settings = {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      Rules: [
        { Id: 'old', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
        {
          Status: 'Enabled',
          Prefix: 'incoming/',
          ExpirationInDays: 7,
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          TagFilters: [{ Key: 'keep', Value: 'no' }],
        },
      ],
    },
    LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' }, LogFilePrefix: 'intake/' },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }],
  };
  beforeAll(() => stack.create({ Logs: bucket(), Bucket: bucket(settings) }));
  afterAll(() => stack.destroy());
  const ofBucket = () => ({ Bucket: stack.idOf('Bucket') });

  it('has the tags, encryption, lifecycle, logging and ownership of its template', async () => {
    const tagging = await s3.send(new GetBucketTaggingCommand(ofBucket()));
    expect(tagging.TagSet).toContainEqual({ Key: 'aws-cdk:auto-delete-objects', Value: 'true' });
    const encryption = await s3.send(new GetBucketEncryptionCommand(ofBucket()));
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('AES256');
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand(ofBucket()));
    expect(lifecycle.Rules).toEqual([
      expect.objectContaining({ ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 30 } }),
      expect.objectContaining({
        Filter: { And: expect.objectContaining({ Prefix: 'incoming/', Tags: [{ Key: 'keep', Value: 'no' }] }) },
        Expiration: { Days: 7 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      }),
    ]);
    const logging = await s3.send(new GetBucketLoggingCommand(ofBucket()));
    expect(logging.LoggingEnabled).toEqual({ TargetBucket: stack.idOf('Logs'), TargetPrefix: 'intake/' });
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand(ofBucket()));
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
  });

  it('loses a setting that its template loses', async () => {
    const { LifecycleConfiguration, ...rest } = settings;
    await stack.update({ Logs: bucket(), Bucket: bucket(rest) });
    const lifecycle = s3.send(new GetBucketLifecycleConfigurationCommand(ofBucket()));
    await expect(lifecycle).rejects.toThrow(expect.objectContaining({ name: 'NoSuchLifecycleConfiguration' }));
  });
});

describe('a bucket with objects in it', () => {
  it('fails the delete of its stack with BucketNotEmpty, also when only old versions are left', async () => {
    const stack = new Deployed('bucket-full');
    await stack.create({ Bucket: bucket(versioned) });
    const Bucket = stack.idOf('Bucket');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'photo.jpg', Body: 'bytes' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'photo.jpg' }));
    await stack.destroy('DELETE_FAILED');
    expect((await stack.failures()).join()).toContain('BucketNotEmpty');
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions).toHaveLength(1);
    await emptyBucket(Bucket);
    await stack.destroy();
  });
});

interface ObjectEvent {
  readonly 'detail-type': string;
  readonly source: string;
  readonly detail: { reason: string; bucket: object; object: Record<string, unknown>; [field: string]: unknown };
}

describe('S3 object events', () => {
  const stack = new Deployed('bucket-events');
  const rule = {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: { source: ['aws.s3'] }, Targets: [{ Id: 'queue', Arn: arnOf('Queue') }] },
  };
  const byName = {
    ...rule.Properties,
    EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [{ Ref: 'Bucket' }] } } },
  };
  beforeAll(() =>
    stack.create({
      Bucket: bucket({ ...versioned, ...toEventBridge }),
      Silent: bucket(versioned),
      Queue: { Type: 'AWS::SQS::Queue' },
      QueuePolicy: queuePolicyFor('Queue', 'events.amazonaws.com'),
      Rule: { ...rule, Properties: byName },
      SilentRule: {
        ...rule,
        Properties: {
          ...byName,
          EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [{ Ref: 'Silent' }] } } },
        },
      },
    }),
  );
  afterAll(async () => {
    await emptyBucket(stack.idOf('Bucket'));
    await emptyBucket(stack.idOf('Silent'));
    await stack.destroy();
  });

  const nextEvent = () =>
    eventually(async () => {
      const QueueUrl = stack.idOf('Queue');
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      const [message] = Messages;
      if (!message) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle! }));
      return JSON.parse(message.Body!) as ObjectEvent;
    });

  it('reach EventBridge with the documented detail', async () => {
    const Bucket = stack.idOf('Bucket');
    const { VersionId, ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a/b.jpg', Body: 'bytes' }));
    const created = await nextEvent();
    expect(created).toMatchObject({ source: 'aws.s3', 'detail-type': 'Object Created' });
    expect(created.detail).toEqual({
      version: '0',
      bucket: { name: Bucket },
      object: {
        key: 'a/b.jpg',
        size: 5,
        etag: ETag?.replaceAll('"', ''),
        'version-id': VersionId,
        sequencer: expect.stringMatching(/^[0-9A-F]{16,}$/),
      },
      'request-id': expect.any(String),
      requester: expect.stringMatching(/^\d{12}$/),
      'source-ip-address': expect.any(String),
      reason: 'PutObject',
    });
    const gone = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a/b.jpg' }));
    const deleted = await nextEvent();
    expect(deleted['detail-type']).toBe('Object Deleted');
    expect(deleted.detail).toMatchObject({ reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' });
    expect(deleted.detail.object).toEqual({
      key: 'a/b.jpg',
      'version-id': gone.VersionId,
      sequencer: expect.any(String),
    });
    expect(String(deleted.detail.object['sequencer']) > String(created.detail.object['sequencer'])).toBe(true);
  });

  it('do not reach EventBridge from a bucket that has it off', async () => {
    await s3.send(new PutObjectCommand({ Bucket: stack.idOf('Silent'), Key: 'x', Body: 'x' }));
    await s3.send(new PutObjectCommand({ Bucket: stack.idOf('Bucket'), Key: 'heard', Body: 'x' }));
    expect((await nextEvent()).detail.object['key']).toBe('heard');
  });

  it.each([
    ['spaces', 'a folder/my photo (1).jpg'],
    ['plus signs', 'a+b/c+d.jpg'],
    ['percent signs', '100%25/a%2Fb%.jpg'],
    ['a newline', 'line\nbreak.jpg'],
    ['a carriage return', 'line\rbreak.jpg'],
    ['an emoji', 'shoes/👟.jpg'],
    ['composed letters (NFC)', 'caf\u00e9.jpg'],
    ['decomposed letters (NFD)', 'cafe\u0301.jpg'],
    ['dots that look like a folder', 'a/../b/./c.jpg'],
    ['markup and quotes', `<a>&"'\`?#;=\\.jpg`],
    ['slashes on end', '//a//b//'],
    ['1,024 bytes', `${'ü'.repeat(510)}.jpg`],
  ])('carry a key with %s unchanged, as do reads, copies, listings and deletes', async (_what, Key) => {
    const Bucket = stack.idOf('Bucket');
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
    const { detail } = await nextEvent();
    expect(detail.object['key']).toBe(Key);
    expect(detail.object['version-id']).toBe(VersionId);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: VersionId! }));
    expect(await read.Body?.transformToString()).toBe(`body of ${Key}`);

    const CopySource = `${Bucket}/${encodeURIComponent(Key)}?versionId=${VersionId}`;
    const target = `Z${Key.slice(1)}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: target, CopySource }));
    expect((await nextEvent()).detail).toMatchObject({ reason: 'CopyObject', object: { key: target } });
    const copy = await s3.send(new GetObjectCommand({ Bucket, Key: target, VersionId: copied.VersionId! }));
    expect(await copy.Body?.transformToString()).toBe(`body of ${Key}`);

    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    expect(Versions.map(version => version.Key)).toEqual([Key]);
    const Objects = [
      { Key, VersionId: VersionId! },
      { Key: target, VersionId: copied.VersionId! },
    ];
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Errors).toEqual([]);
    await nextEvent();
    await nextEvent();
    const left = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
    expect(left.Versions ?? []).toEqual([]);
  });
});
