import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Statement } from '../../support/role-statements';
import type { Signer } from '../../support/signed-call';
import {
  ACCOUNT,
  allow,
  asRoot,
  callAs,
  caller,
  clientOf,
  permit,
  REGION,
  refusalOf,
  role,
  uniqueName,
} from './iam-world';

const bucket = uniqueName('iam-calls');
const table = uniqueName('table');
const queue = uniqueName('queue');
const topic = `arn:aws:sns:${REGION}:${ACCOUNT}:${uniqueName('topic')}`;
const group = `/iam/${uniqueName('group')}`;
const machine = uniqueName('machine');
const arnOf = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const queueUrl = () => `${process.env['EVERLOOP_TEST_ENDPOINT']}/${ACCOUNT}/${queue}`;
let keyId = '';
let version = '';

beforeAll(async () => {
  const s3 = new S3Client(clientOf());
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const put = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'in/a', Body: 'a' }));
  version = put.VersionId ?? '';
  await new DynamoDBClient(clientOf()).send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await new SQSClient(clientOf()).send(new CreateQueueCommand({ QueueName: queue }));
  await asRoot({
    service: 'sns',
    form: { Action: 'CreateTopic', Name: topic.split(':').at(-1) ?? '', Version: '2010-03-31' },
  });
  await new CloudWatchLogsClient(clientOf()).send(new CreateLogGroupCommand({ logGroupName: group }));
  const key = await asRoot({ service: 'kms', target: 'TrentService.CreateKey', json: {} });
  keyId = (JSON.parse(key) as { KeyMetadata: { KeyId: string } }).KeyMetadata.KeyId;
  const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });
  const roleArn = await role('states.amazonaws.com');
  await new SFNClient(clientOf()).send(new CreateStateMachineCommand({ name: machine, definition, roleArn }));
});

/** [what the call is, the statements that it takes, the call] */
const cases: [string, () => Statement[], (signer: Signer) => Promise<unknown>][] = [
  [
    's3 GetObject',
    () => [allow('s3:GetObject', `arn:aws:s3:::${bucket}/in/*`)],
    signer => new S3Client(clientOf(signer)).send(new GetObjectCommand({ Bucket: bucket, Key: 'in/a' })),
  ],
  [
    's3 GetObject of a version',
    () => [allow('s3:GetObjectVersion', `arn:aws:s3:::${bucket}/in/*`)],
    signer =>
      new S3Client(clientOf(signer)).send(new GetObjectCommand({ Bucket: bucket, Key: 'in/a', VersionId: version })),
  ],
  [
    's3 PutObject',
    () => [allow('s3:PutObject', `arn:aws:s3:::${bucket}/out/*`)],
    signer => new S3Client(clientOf(signer)).send(new PutObjectCommand({ Bucket: bucket, Key: 'out/a', Body: 'b' })),
  ],
  [
    's3 CopyObject',
    () => [allow('s3:PutObject', `arn:aws:s3:::${bucket}/out/*`), allow('s3:GetObject', `arn:aws:s3:::${bucket}/in/*`)],
    signer =>
      new S3Client(clientOf(signer)).send(
        new CopyObjectCommand({ Bucket: bucket, Key: 'out/b', CopySource: `${bucket}/in/a` }),
      ),
  ],
  [
    's3 ListObjectsV2 below a prefix',
    () => [allow('s3:ListBucket', `arn:aws:s3:::${bucket}`, { StringLike: { 's3:prefix': 'in/*' } })],
    signer => new S3Client(clientOf(signer)).send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'in/' })),
  ],
  [
    's3 ListObjectVersions',
    () => [allow('s3:ListBucketVersions', `arn:aws:s3:::${bucket}`)],
    signer => new S3Client(clientOf(signer)).send(new ListObjectVersionsCommand({ Bucket: bucket })),
  ],
  [
    'dynamodb PutItem',
    () => [allow('dynamodb:PutItem', arnOf('dynamodb', `table/${table}`))],
    signer =>
      new DynamoDBClient(clientOf(signer)).send(new PutItemCommand({ TableName: table, Item: { id: { S: 'a' } } })),
  ],
  [
    'dynamodb TransactWriteItems',
    () => [allow(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'], arnOf('dynamodb', `table/${table}`))],
    signer =>
      new DynamoDBClient(clientOf(signer)).send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: table, Item: { id: { S: 'b' } } } },
            {
              ConditionCheck: {
                TableName: table,
                Key: { id: { S: 'never' } },
                ConditionExpression: 'attribute_not_exists(id)',
              },
            },
          ],
        }),
      ),
  ],
  [
    'sqs SendMessage',
    () => [allow('sqs:SendMessage', arnOf('sqs', queue))],
    signer => new SQSClient(clientOf(signer)).send(new SendMessageCommand({ QueueUrl: queueUrl(), MessageBody: 'a' })),
  ],
  [
    'sqs SendMessageBatch, as sqs:SendMessage',
    () => [allow('sqs:SendMessage', arnOf('sqs', queue))],
    signer =>
      new SQSClient(clientOf(signer)).send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl(), Entries: [{ Id: '1', MessageBody: 'a' }] }),
      ),
  ],
  [
    'sns Publish',
    () => [allow('sns:Publish', topic)],
    signer =>
      callAs(signer, {
        service: 'sns',
        form: { Action: 'Publish', TopicArn: topic, Message: 'a', Version: '2010-03-31' },
      }),
  ],
  [
    'cloudwatch PutMetricData in one namespace',
    () => [allow('cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'Everloop' } })],
    signer =>
      new CloudWatchClient(clientOf(signer)).send(
        new PutMetricDataCommand({ Namespace: 'Everloop', MetricData: [{ MetricName: 'm', Value: 1 }] }),
      ),
  ],
  [
    'cloudwatch DescribeAlarms of two alarms, each a resource of its own',
    () => ['one', 'other'].map(name => allow('cloudwatch:DescribeAlarms', arnOf('cloudwatch', `alarm:${name}`))),
    signer => new CloudWatchClient(clientOf(signer)).send(new DescribeAlarmsCommand({ AlarmNames: ['one', 'other'] })),
  ],
  [
    'cloudwatch DescribeAlarms without a name',
    () => [allow('cloudwatch:DescribeAlarms', '*')],
    signer => new CloudWatchClient(clientOf(signer)).send(new DescribeAlarmsCommand({})),
  ],
  [
    'kms GenerateDataKey',
    () => [allow('kms:GenerateDataKey', arnOf('kms', `key/${keyId}`))],
    signer =>
      callAs(signer, {
        service: 'kms',
        target: 'TrentService.GenerateDataKey',
        json: { KeyId: keyId, KeySpec: 'AES_256' },
      }),
  ],
  [
    'states StartExecution',
    () => [allow('states:StartExecution', arnOf('states', `stateMachine:${machine}`))],
    signer =>
      new SFNClient(clientOf(signer)).send(
        new StartExecutionCommand({ stateMachineArn: arnOf('states', `stateMachine:${machine}`) }),
      ),
  ],
  [
    'events PutEvents',
    () => [allow('events:PutEvents', arnOf('events', 'event-bus/default'))],
    signer =>
      new EventBridgeClient(clientOf(signer)).send(
        new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'test', Detail: '{}' }] }),
      ),
  ],
  [
    'scheduler GetSchedule in a group',
    () => [allow('scheduler:GetSchedule', arnOf('scheduler', 'schedule/loops/none'))],
    signer =>
      callAs(signer, { service: 'scheduler', method: 'GET', path: '/schedules/none?groupName=loops' }).catch(
        (error: Error) => {
          if (!error.message.includes('ResourceNotFound')) throw error;
        },
      ),
  ],
  [
    'logs FilterLogEvents',
    () => [allow('logs:FilterLogEvents', arnOf('logs', `log-group:${group}:*`))],
    signer => new CloudWatchLogsClient(clientOf(signer)).send(new FilterLogEventsCommand({ logGroupName: group })),
  ],
];

test.each(cases)('%s is AccessDenied without its statement and works with it', async (_what, statements, call) => {
  const { roleArn, signer } = await caller();
  expect(await refusalOf(call(signer))).toMatch(/AccessDenied|AuthorizationError|not authorized/);
  await permit(roleArn, statements());
  await call(signer);
  for (const [index] of statements().entries()) {
    await permit(
      roleArn,
      statements().filter((_, other) => other !== index),
    );
    expect(await refusalOf(call(signer))).toMatch(/AccessDenied|AuthorizationError|not authorized/);
  }
});

test('cloudwatch PutMetricData into another namespace is AccessDenied', async () => {
  const { roleArn, signer } = await caller();
  await permit(roleArn, [
    allow('cloudwatch:PutMetricData', '*', { StringEquals: { 'cloudwatch:namespace': 'Everloop' } }),
  ]);
  const data = { Namespace: 'Other', MetricData: [{ MetricName: 'm', Value: 1 }] };
  expect(await refusalOf(new CloudWatchClient(clientOf(signer)).send(new PutMetricDataCommand(data)))).toMatch(
    /AccessDenied/,
  );
});

test('a call that maps to no IAM action is denied to everyone but the account root, and names the operation', async () => {
  const { roleArn, signer } = await caller();
  await permit(roleArn, [allow('*', '*')]);
  const unknown = { service: 'scheduler', method: 'PATCH', path: '/no-such-route' };
  expect(await refusalOf(callAs(signer, unknown))).toMatch(
    /scheduler PATCH \/no-such-route .*must map to an IAM action/,
  );
  await expect(asRoot(unknown)).rejects.toThrow(/No route|not/i);
});

test('an object key with ?Action= in its request is authorised as the S3 action it performs', async () => {
  const { roleArn, signer } = await caller();
  await permit(roleArn, [allow('s3:ListAllMyBuckets', '*')]);
  const spoofed = { service: 's3', method: 'GET', path: `/${bucket}/in/a?Action=ListAllMyBuckets` };
  expect(await refusalOf(callAs(signer, spoofed))).toMatch(/s3:GetObject/);
});

test('an S3 call without credentials is refused unless the bucket policy admits everyone', async () => {
  const url = `${process.env['EVERLOOP_TEST_ENDPOINT']}/${bucket}/in/a`;
  expect((await fetch(url)).status).toBe(403);
  const s3 = new S3Client(clientOf());
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/in/*` };
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [open] }),
    }),
  );
  expect((await fetch(url)).status).toBe(200);
  expect((await fetch(url.replace('in/a', 'out/a'))).status).toBe(403);
});

test('a bucket policy that refuses insecure transport admits the plain local endpoint', async () => {
  const { roleArn, signer } = await caller();
  await permit(roleArn, [allow('s3:PutObject', `arn:aws:s3:::${bucket}/tls/*`)]);
  const insecure = {
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 's3:*',
    Resource: `arn:aws:s3:::${bucket}/*`,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const policy = (statement: unknown) =>
    new PutBucketPolicyCommand({
      Bucket: bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
  const put = () =>
    new S3Client(clientOf(signer)).send(new PutObjectCommand({ Bucket: bucket, Key: 'tls/a', Body: 'a' }));
  await new S3Client(clientOf()).send(policy(insecure));
  await put();
  await new S3Client(clientOf()).send(policy({ ...insecure, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }));
  expect(await refusalOf(put())).toMatch(/explicit deny/);
});

test('handing a role to a service takes iam:PassRole on it', async () => {
  const { roleArn, signer } = await caller();
  const passed = await role('states.amazonaws.com');
  const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });
  const create = () =>
    new SFNClient(clientOf(signer)).send(
      new CreateStateMachineCommand({ name: uniqueName('m'), definition, roleArn: passed }),
    );
  const creating = allow('states:CreateStateMachine', '*');
  await permit(roleArn, [creating]);
  expect(await refusalOf(create())).toMatch(/iam:PassRole/);
  const only = (service: string) => allow('iam:PassRole', passed, { StringEquals: { 'iam:PassedToService': service } });
  await permit(roleArn, [creating, only('lambda.amazonaws.com')]);
  expect(await refusalOf(create())).toMatch(/iam:PassRole/);
  await permit(roleArn, [creating, only('states.amazonaws.com')]);
  await create();
});

const forwarded: [string, string, string, unknown, string, string][] = [
  [
    'sagemaker',
    'SageMaker.DescribePipeline',
    'sagemaker',
    { PipelineName: 'Loop' },
    'sagemaker:DescribePipeline',
    arnOf('sagemaker', 'pipeline/loop'),
  ],
  [
    'codepipeline',
    'CodePipeline_20150709.StartPipelineExecution',
    'codepipeline',
    { name: 'release' },
    'codepipeline:StartPipelineExecution',
    arnOf('codepipeline', 'release'),
  ],
  [
    'codebuild',
    'CodeBuild_20161006.StartBuild',
    'codebuild',
    { projectName: 'tests' },
    'codebuild:StartBuild',
    arnOf('codebuild', 'project/tests'),
  ],
  [
    'codecommit',
    'CodeCommit_20150413.GetRepository',
    'codecommit',
    { repositoryName: 'code' },
    'codecommit:GetRepository',
    arnOf('codecommit', 'code'),
  ],
];

test.each(forwarded)(
  'a forwarded service (%s) is authorised on its resource before it is forwarded',
  async (_name, target, service, json, action, resource) => {
    const { roleArn, signer } = await caller();
    const call = { service, target, json };
    await permit(roleArn, [allow(action, `${resource}-other`)]);
    expect(await refusalOf(callAs(signer, call))).toMatch(new RegExp(`not authorized to perform: ${action}`));
    await permit(roleArn, [allow(action, resource)]);
    expect(await callAs(signer, call).catch((error: Error) => error.message)).not.toMatch(/not authorized/);
  },
);

test('InvokeEndpoint is authorised on the endpoint named by its path', async () => {
  const { roleArn, signer } = await caller();
  const call = { service: 'sagemaker', path: '/endpoints/Live/invocations', json: {} };
  await permit(roleArn, [allow('sagemaker:InvokeEndpoint', arnOf('sagemaker', 'endpoint/other'))]);
  expect(await refusalOf(callAs(signer, call))).toMatch(/sagemaker:InvokeEndpoint/);
  await permit(roleArn, [allow('sagemaker:InvokeEndpoint', arnOf('sagemaker', 'endpoint/live'))]);
  expect(await callAs(signer, call).catch((error: Error) => error.message)).not.toMatch(/not authorized/);
});
