import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { deleteUnnameable, isUnnameable } from '../../cli/deployment/delete-unnameable';
import type { DeployTarget } from '../../cli/deployment/target';
import config from '../../everloop.config';
import { cloudPaths } from '../../local/cloud/paths';
import { connection, unique } from '../contract/laptop-cloud/deployed';

jest.setTimeout(60_000);

const s3 = new S3Client({ ...connection, forcePathStyle: true });
const stacks = new CloudFormationClient(connection);
const environmentName = unique('names');
const StackName = `${config.project}-${environmentName}-Data`;
const environment = config.environments['local'];
if (!environment) throw new Error('the configuration must have the environment local');
const target: DeployTarget = {
  paths: cloudPaths(),
  environmentName,
  environment,
  endpoint: connection.endpoint,
  signal: new AbortController().signal,
};

let Bucket = '';
beforeAll(async () => {
  const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
  const Resources = { Bucket: { Type: 'AWS::S3::Bucket', Properties: versioned }, Other: { Type: 'AWS::SQS::Queue' } };
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
  await waitUntilStackCreateComplete({ client: stacks, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { StackName });
  const { StackResources = [] } = await stacks.send(new DescribeStackResourcesCommand({ StackName }));
  Bucket = StackResources.find(one => one.LogicalResourceId === 'Bucket')?.PhysicalResourceId ?? '';
});

async function versions(): Promise<{ Key: string; VersionId: string }[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  return [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId = '' }) => ({ Key, VersionId }));
}

const emptyAtOnce = async () => s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: await versions() } }));
const odd = ['a\x01b.jpg', '\x1f 100% + y.jpg', 'noncharacter\uFFFE', 'new\x0bline'];
const usual = ['plain.jpg', 'tab\tline\nreturn\r.jpg', 'shoes/👟.jpg', 'caf\u00e9 +%41.jpg'];

test('objects that DeleteObjects cannot name go in every version; the others stay for it', async () => {
  for (const Key of [...odd, ...usual, ...odd]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  for (const Key of odd) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(emptyAtOnce()).rejects.toMatchObject({ name: 'MalformedXML' });

  expect(await deleteUnnameable(target, () => undefined)).toBe(3 * odd.length);

  expect((await versions()).map(({ Key }) => Key).sort()).toEqual([...usual].sort());
  expect((await emptyAtOnce()).Errors ?? []).toEqual([]);
  expect(await versions()).toEqual([]);
});

test('a stack that is gone holds nothing', async () => {
  await stacks.send(new DeleteStackCommand({ StackName }));
  expect(await deleteUnnameable({ ...target, environmentName: unique('never') }, () => undefined)).toBe(0);
});

test.each([...odd])('%j cannot be named in XML', key => expect(isUnnameable(key)).toBe(true));
test.each([...usual])('%j can be named in XML', key => expect(isUnnameable(key)).toBe(false));
