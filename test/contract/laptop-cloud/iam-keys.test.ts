import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Statement } from '../../support/role-statements';
import type { Signer } from '../../support/signed-call';
import { ACCOUNT, allow, asRoot, callAs, caller, clientOf, permit, REGION, refusalOf, uniqueName } from './iam-world';

const delegating = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

/** A key with this policy; returns its ARN. The default delegates to the account's identity policies. */
async function key(...statements: unknown[]): Promise<string> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.length > 0 ? statements : [delegating],
  });
  const made = await asRoot({ service: 'kms', target: 'TrentService.CreateKey', json: { Policy } });
  return (JSON.parse(made) as { KeyMetadata: { Arn: string } }).KeyMetadata.Arn;
}

async function encryptedBucket(keyArn: string): Promise<string> {
  const Bucket = uniqueName('iam-keys');
  const s3 = new S3Client(clientOf());
  await s3.send(new CreateBucketCommand({ Bucket }));
  const byDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn };
  const configuration = { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] };
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: configuration }));
  return Bucket;
}

async function encryptedQueue(keyArn: string): Promise<{ url: string; arn: string }> {
  const QueueName = uniqueName('queue');
  await new SQSClient(clientOf()).send(new CreateQueueCommand({ QueueName, Attributes: { KmsMasterKeyId: keyArn } }));
  const url = `${process.env['EVERLOOP_TEST_ENDPOINT']}/${ACCOUNT}/${QueueName}`;
  return { url, arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${QueueName}` };
}

/** Asserts that `call` takes each of `statements`: it works with all and is refused without any single one. */
async function takesEach(statements: readonly Statement[], call: (signer: Signer) => Promise<unknown>): Promise<void> {
  const { roleArn, signer } = await caller();
  for (const missing of statements) {
    await permit(
      roleArn,
      statements.filter(statement => statement !== missing),
    );
    const action = [missing.Action].flat()[0] as string;
    expect(await refusalOf(call(signer))).toContain(`not authorized to perform: ${action}`);
  }
  await permit(roleArn, statements);
  await call(signer);
}

test('reading an object encrypted with a key takes kms:Decrypt on that key', async () => {
  const arn = await key();
  const Bucket = await encryptedBucket(arn);
  await new S3Client(clientOf()).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  const statements = [allow('s3:GetObject', `arn:aws:s3:::${Bucket}/*`), allow('kms:Decrypt', arn)];
  await takesEach(statements, signer =>
    new S3Client(clientOf(signer)).send(new GetObjectCommand({ Bucket, Key: 'a' })),
  );
});

test('writing to an encrypted bucket takes kms:GenerateDataKey on the default key', async () => {
  const arn = await key();
  const Bucket = await encryptedBucket(arn);
  const statements = [allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`), allow('kms:GenerateDataKey', arn)];
  const put = new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' });
  await takesEach(statements, signer => new S3Client(clientOf(signer)).send(put));
});

test("writing with a key named by the request takes that key's right, not the bucket's", async () => {
  const named = await key();
  const Bucket = await encryptedBucket(await key());
  const statements = [allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`), allow('kms:GenerateDataKey', named)];
  const put = new PutObjectCommand({
    Bucket,
    Key: 'a',
    Body: 'a',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: named,
  });
  await takesEach(statements, signer => new S3Client(clientOf(signer)).send(put));
});

test("copying between encrypted buckets takes Decrypt on the source's key and GenerateDataKey on the target's", async () => {
  const [from, to] = [await key(), await key()];
  const [source, target] = [await encryptedBucket(from), await encryptedBucket(to)];
  await new S3Client(clientOf()).send(new PutObjectCommand({ Bucket: source, Key: 'a', Body: 'a' }));
  const statements = [
    allow('s3:GetObject', `arn:aws:s3:::${source}/*`),
    allow('s3:PutObject', `arn:aws:s3:::${target}/*`),
    allow('kms:Decrypt', from),
    allow('kms:GenerateDataKey', to),
  ];
  const copy = new CopyObjectCommand({ Bucket: target, Key: 'b', CopySource: `${source}/a` });
  await takesEach(statements, signer => new S3Client(clientOf(signer)).send(copy));
});

test('a right limited by kms:ViaService works through that service only', async () => {
  const arn = await key();
  const Bucket = await encryptedBucket(arn);
  const { roleArn, signer } = await caller();
  const via = (service: string) =>
    allow('kms:*', arn, { StringEquals: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` } });
  const put = () => new S3Client(clientOf(signer)).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  await permit(roleArn, [allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`), via('sqs')]);
  expect(await refusalOf(put())).toContain('kms:GenerateDataKey');
  await permit(roleArn, [allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`), via('s3')]);
  await put();
  const direct = { service: 'kms', target: 'TrentService.GenerateDataKey', json: { KeyId: arn, KeySpec: 'AES_256' } };
  expect(await refusalOf(callAs(signer, direct))).toContain('kms:GenerateDataKey');
});

test('an identity policy counts only when the key policy delegates to the account', async () => {
  const elsewhere = { ...delegating, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/key-administrator` } };
  const arn = await key(elsewhere);
  const Bucket = await encryptedBucket(arn);
  const { roleArn, signer } = await caller();
  await permit(roleArn, [allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`), allow('kms:*', '*')]);
  const put = new S3Client(clientOf(signer)).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
  expect(await refusalOf(put)).toContain('kms:GenerateDataKey');
});

test('a key policy that names the role is enough without a KMS statement in the role', async () => {
  const { roleArn, signer } = await caller();
  const arn = await key({ ...delegating, Principal: { AWS: roleArn }, Action: 'kms:GenerateDataKey' });
  const Bucket = await encryptedBucket(arn);
  await permit(roleArn, [allow('s3:PutObject', `arn:aws:s3:::${Bucket}/*`)]);
  await new S3Client(clientOf(signer)).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));
});

test('sending to an encrypted queue takes kms:GenerateDataKey and kms:Decrypt', async () => {
  const arn = await key();
  const queue = await encryptedQueue(arn);
  const statements = [
    allow('sqs:SendMessage', queue.arn),
    allow('kms:GenerateDataKey', arn),
    allow('kms:Decrypt', arn),
  ];
  const send = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'a' });
  await takesEach(statements, signer => new SQSClient(clientOf(signer)).send(send));
});

test('receiving from an encrypted queue takes kms:Decrypt', async () => {
  const arn = await key();
  const queue = await encryptedQueue(arn);
  const statements = [allow('sqs:ReceiveMessage', queue.arn), allow('kms:Decrypt', arn)];
  const receive = new ReceiveMessageCommand({ QueueUrl: queue.url });
  await takesEach(statements, signer => new SQSClient(clientOf(signer)).send(receive));
});

test('publishing to an encrypted topic takes kms:GenerateDataKey and kms:Decrypt', async () => {
  const arn = await key();
  const Name = uniqueName('topic');
  const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:${Name}`;
  const attributes = { 'Attributes.entry.1.key': 'KmsMasterKeyId', 'Attributes.entry.1.value': arn };
  await asRoot({ service: 'sns', form: { Action: 'CreateTopic', Name, ...attributes, Version: '2010-03-31' } });
  const statements = [allow('sns:Publish', topic), allow('kms:GenerateDataKey*', arn), allow('kms:Decrypt', arn)];
  const publish = { service: 'sns', form: { Action: 'Publish', TopicArn: topic, Message: 'a', Version: '2010-03-31' } };
  const { roleArn, signer } = await caller();
  for (const missing of statements) {
    await permit(
      roleArn,
      statements.filter(statement => statement !== missing),
    );
    expect(await refusalOf(callAs(signer, publish))).toContain('not authorized to perform');
  }
  await permit(roleArn, statements);
  await callAs(signer, publish);
});
