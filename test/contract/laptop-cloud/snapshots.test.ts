import fs from 'node:fs';
import path from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { REGION, ROOT_CREDENTIALS } from '../../../local/cloud/environment';
import { freePort } from '../../../local/cloud/ports';
import { waitUntil } from '../../../local/cloud/waiting';
import { TestCloud } from '../../support/laptop-cloud';
import { eventually, role } from './deployed';

jest.setTimeout(120_000);

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
};
const BUCKET = { BucketName: 'photos', VersioningConfiguration: { Status: 'Enabled' } };
const WAITING = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };
const RESOURCES = {
  Table: TABLE,
  Bucket: { Type: 'AWS::S3::Bucket', Properties: BUCKET },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'intake' } },
  Role: role,
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'waiting',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: JSON.stringify(WAITING),
    },
  },
};
const MACHINE = `arn:aws:states:${REGION}:000000000000:stateMachine:waiting`;

// `up` hands it to the emulator.
const SNAPSHOT_SECONDS = 1;
process.env['SNAPSHOT_SECONDS'] = `${SNAPSHOT_SECONDS}`;

let cloud: TestCloud;
beforeEach(() => {
  cloud = new TestCloud();
});
afterEach(() => cloud.remove());

function clients(endpoint: string) {
  const settings = { endpoint, region: REGION, credentials: ROOT_CREDENTIALS };
  return {
    stacks: new CloudFormationClient(settings),
    tables: new DynamoDBClient(settings),
    objects: new S3Client(settings),
    machines: new SFNClient(settings),
    queues: new SQSClient(settings),
    queueUrl: `${endpoint}/000000000000/intake`,
  };
}

async function deploy(endpoint: string): Promise<void> {
  const { stacks } = clients(endpoint);
  const TemplateBody = JSON.stringify({ Resources: RESOURCES });
  await stacks.send(new CreateStackCommand({ StackName: 'world', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
  await eventually(async () => {
    const { Stacks = [] } = await stacks.send(new DescribeStacksCommand({ StackName: 'world' }));
    return Stacks[0]?.StackStatus === 'CREATE_COMPLETE' || undefined;
  });
}

/** Waits until a whole snapshot taken after `text` came into `service` is on disk. */
async function snapshotHolds(service: string, text: string): Promise<void> {
  const file = path.join(cloud.paths.state, `${service}.json`);
  const isWritten = () => fs.existsSync(file) && fs.readFileSync(file, 'utf8').includes(text);
  const isComplete = () => isWritten() && cloud.processes.length === 2; // the child that writes is a third process
  expect(await waitUntil(isComplete, { withinMs: 20_000 })).toBe(true);
}

test('a kill -9 loses no object, item, message or stack older than a snapshot, and names the execution that it ended', async () => {
  const { endpoint, emulator } = await cloud.up('--port', String(await freePort()));
  await deploy(endpoint);
  const before = clients(endpoint);
  const { executionArn } = await before.machines.send(new StartExecutionCommand({ stateMachineArn: MACHINE }));
  for (const Body of ['first', 'second']) {
    await before.objects.send(
      new PutObjectCommand({ Bucket: 'photos', Key: 'a é+%.jpg', Body, Metadata: { by: 'me' } }),
    );
  }
  await before.tables.send(
    new PutItemCommand({ TableName: 'ledger', Item: { id: { S: 'x' }, blob: { B: Buffer.from([0, 255]) } } }),
  );
  await before.queues.send(new SendMessageCommand({ QueueUrl: before.queueUrl, MessageBody: 'queued before' }));
  await snapshotHolds('sqs', 'queued before');
  process.kill(emulator.pid, 'SIGKILL');
  await waitUntil(() => cloud.processes.length === 0, { withinMs: 20_000 });

  expect((await cloud.up()).endpoint).toBe(endpoint);
  const after = clients(endpoint);
  const { Stacks = [] } = await after.stacks.send(new DescribeStacksCommand({ StackName: 'world' }));
  expect(Stacks[0]?.StackStatus).toBe('CREATE_COMPLETE');
  const object = await after.objects.send(new GetObjectCommand({ Bucket: 'photos', Key: 'a é+%.jpg' }));
  expect([await object.Body?.transformToString(), object.Metadata]).toEqual(['second', { by: 'me' }]);
  const { Versions = [] } = await after.objects.send(new ListObjectVersionsCommand({ Bucket: 'photos' }));
  expect(Versions).toHaveLength(2);
  const { Item } = await after.tables.send(new GetItemCommand({ TableName: 'ledger', Key: { id: { S: 'x' } } }));
  expect(Item?.['blob']?.B).toEqual(new Uint8Array([0, 255]));
  const { Messages = [] } = await after.queues.send(new ReceiveMessageCommand({ QueueUrl: after.queueUrl }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['queued before']);
  const execution = await after.machines.send(new DescribeExecutionCommand({ executionArn: executionArn ?? '' }));
  expect([execution.status, execution.error]).toEqual(['FAILED', 'States.ServiceRestart']);
  expect(cloud.log('emulator')).toContain(`execution ${executionArn} was running when the laptop cloud stopped`);
});

test('nothing is written while nothing changes', async () => {
  const { endpoint } = await cloud.up('--port', String(await freePort()));
  const { queues } = clients(endpoint);
  const QueueUrl = `${endpoint}/000000000000/intake`;
  await deploy(endpoint);
  await snapshotHolds('cloudformation', 'CREATE_COMPLETE');
  // The new queue's first gauges; the next ones are a minute away.
  await snapshotHolds('cloudwatch', 'ApproximateAgeOfOldestMessage');
  const times = () =>
    fs.readdirSync(cloud.paths.state).map(name => [name, fs.statSync(path.join(cloud.paths.state, name)).mtimeMs]);
  const newest = () => Math.max(...times().map(([, time]) => Number(time)));
  await waitUntil(() => Date.now() - newest() > 2_500 * SNAPSHOT_SECONDS, { withinMs: 30_000 });
  const settled = times();
  for (let round = 0; round < 4; round++) {
    await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: SNAPSHOT_SECONDS }));
  }
  expect(times()).toEqual(settled);
});
