import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListModelPackageGroupsCommand, ListPipelinesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(900_000);

const root = path.join(__dirname, '..', '..');
const cloud = new TestCloud();
afterAll(() => cloud.remove());

/** What a person's shell has, nothing of the tests' own cloud. */
const shell = {
  PATH: `${path.dirname(process.execPath)}:${process.env['PATH']}`,
  HOME: process.env['HOME'],
  ...cloud.variables,
};

async function inShell(command: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
    cwd: root,
    env: shell,
    maxBuffer: 2 ** 26,
  });
  return stdout + stderr;
}

const cdk = (parameters: string) =>
  inShell(`eval "$(node bin/everloop.cjs env)" && node_modules/.bin/cdk ${parameters} -c nag=false`);

function settings() {
  return { endpoint: cloud.record.endpoint, region: REGION, credentials: ROOT_CREDENTIALS };
}

async function everythingThere() {
  const to = settings();
  const { Stacks = [] } = await new CloudFormationClient(to).send(new DescribeStacksCommand({}));
  const { Buckets = [] } = await new S3Client(to).send(new ListBucketsCommand({}));
  const { TableNames = [] } = await new DynamoDBClient(to).send(new ListTablesCommand({}));
  const { Functions = [] } = await new LambdaClient(to).send(new ListFunctionsCommand({}));
  const { QueueUrls = [] } = await new SQSClient(to).send(new ListQueuesCommand({}));
  const { logGroups = [] } = await new CloudWatchLogsClient(to).send(new DescribeLogGroupsCommand({}));
  const { MetricAlarms = [] } = await new CloudWatchClient(to).send(new DescribeAlarmsCommand({}));
  const { DashboardEntries = [] } = await new CloudWatchClient(to).send(new ListDashboardsCommand({}));
  const { stateMachines = [] } = await new SFNClient(to).send(new ListStateMachinesCommand({}));
  const { Rules = [] } = await new EventBridgeClient(to).send(new ListRulesCommand({}));
  const sageMaker = new SageMakerClient(to);
  const { PipelineSummaries = [] } = await sageMaker.send(new ListPipelinesCommand({}));
  const { ModelPackageGroupSummaryList: groups = [] } = await sageMaker.send(new ListModelPackageGroupsCommand({}));
  return {
    pipelines: PipelineSummaries.map(({ PipelineName }) => PipelineName),
    modelPackageGroups: groups.map(({ ModelPackageGroupName }) => ModelPackageGroupName),
    stacks: Stacks.map(({ StackName }) => StackName),
    buckets: Buckets.map(({ Name }) => Name),
    tables: TableNames,
    functions: Functions.map(({ FunctionName }) => FunctionName),
    queues: QueueUrls,
    logGroups: logGroups.map(({ logGroupName }) => logGroupName),
    alarms: MetricAlarms.map(({ AlarmName }) => AlarmName),
    dashboards: DashboardEntries.map(({ DashboardName }) => DashboardName),
    stateMachines: stateMachines.map(({ name }) => name),
    rules: Rules.map(({ Name }) => Name),
  };
}

test('`cdk deploy --all` deploys as in an account, a second one changes nothing, `cdk destroy --all` leaves nothing', async () => {
  const up = await cloud.run('up', '--port', String(await freePort()));
  expect({ code: up.code, why: up.code === 0 ? '' : up.stderr }).toEqual({ code: 0, why: '' });
  const empty = await everythingThere();
  expect(empty.stacks).toEqual(['CDKToolkit']);

  await cdk('deploy --all');
  const names = [
    'Data',
    'Drift',
    'Ingestion',
    'Observability',
    'Predictions',
    'Registry',
    'Retraining',
    'Serving',
    'Training',
  ].map(part => `Everloop-local-${part}`);
  expect((await everythingThere()).stacks.sort()).toEqual(['CDKToolkit', ...names]);
  const { IntakeBucket } = await findDeployment('local', new CloudFormationClient(settings()));
  await new S3Client(settings()).send(new PutObjectCommand({ Bucket: IntakeBucket, Key: 'notes.txt', Body: 'x' }));

  const second = await cdk('deploy --all');
  for (const name of names) expect(second).toContain(`${name} (no changes)`);

  await cdk('destroy --all --force');
  expect(await everythingThere()).toEqual(empty);
});
