import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { arnOf, connection, Deployed, emptyBucket, functionOf, role } from './deployed';

jest.setTimeout(90_000);

/** Answers CloudFormation; a delete fails as long as the bucket holds something. */
const provider = functionOf(`
const { S3Client, ListObjectVersionsCommand } = require('@aws-sdk/client-s3');
exports.handler = async event => {
  const { Bucket } = event.ResourceProperties;
  const { Versions = [] } = await new S3Client({ forcePathStyle: true }).send(new ListObjectVersionsCommand({ Bucket }));
  const full = event.RequestType === 'Delete' && Versions.length > 0;
  const answer = { Status: full ? 'FAILED' : 'SUCCESS', Reason: 'the bucket is full', PhysicalResourceId: 'emptied' };
  const { StackId, RequestId, LogicalResourceId } = event;
  await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId }),
  });
};`);

const resources = {
  Role: role,
  Bucket: { Type: 'AWS::S3::Bucket' },
  Unrelated: { Type: 'AWS::SQS::Queue' },
  Before: { Type: 'AWS::SQS::Queue' },
  Provider: provider,
  Emptying: {
    Type: 'Custom::Emptying',
    DependsOn: ['Before'],
    Properties: { ServiceToken: arnOf('Provider'), Bucket: { Ref: 'Bucket' } },
  },
};

async function leftOf(stack: Deployed): Promise<string[]> {
  const client = new CloudFormationClient(connection);
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stack.name }));
  client.destroy();
  return StackResources.map(({ LogicalResourceId = '' }) => LogicalResourceId).sort();
}

test('a resource that fails to delete keeps what it depends on, and a retry succeeds once its cause is gone', async () => {
  const stack = new Deployed('stack-deletion');
  await stack.create(resources);
  const Bucket = stack.idOf('Bucket');
  await new S3Client(connection).send(new PutObjectCommand({ Bucket, Key: 'photo.jpg', Body: 'bytes' }));

  await stack.destroy('DELETE_FAILED');
  expect(await stack.failures()).toEqual([expect.stringContaining('[Emptying].'), 'Emptying: the bucket is full']);
  expect(await leftOf(stack)).toEqual(['Before', 'Bucket', 'Emptying', 'Provider', 'Role']);
  await new LambdaClient(connection).send(new GetFunctionCommand({ FunctionName: stack.idOf('Provider') }));

  await emptyBucket(Bucket);
  await stack.destroy();
});
