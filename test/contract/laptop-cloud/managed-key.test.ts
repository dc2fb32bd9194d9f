import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { allow, caller, clientOf, permit, uniqueName } from './iam-world';

test('a write with aws:kms and no key uses the managed key aws/s3, which needs no KMS rights', async () => {
  const Bucket = uniqueName('managed');
  await new S3Client(clientOf()).send(new CreateBucketCommand({ Bucket }));
  const { roleArn, signer } = await caller();
  await permit(roleArn, [allow(['s3:PutObject', 's3:GetObject'], `arn:aws:s3:::${Bucket}/*`)]);
  const objects = new S3Client(clientOf(signer));
  const object = { Bucket, Key: 'asset.zip' };
  await objects.send(new PutObjectCommand({ ...object, Body: 'bytes', ServerSideEncryption: 'aws:kms' }));
  const { Body, SSEKMSKeyId } = await objects.send(new GetObjectCommand(object));
  expect([await Body?.transformToString(), SSEKMSKeyId]).toEqual([
    'bytes',
    'arn:aws:kms:us-east-1:000000000000:alias/aws/s3',
  ]);
});
