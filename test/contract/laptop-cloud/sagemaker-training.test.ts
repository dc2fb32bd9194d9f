import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTrainingJobCommand, ListTrainingJobsCommand, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { networkIsolation } from '../../../local/sagemaker/containers/network-isolation';
import { clientOf, eventually, permit, refusalOf, role, uniqueName } from './iam-world';
import {
  describeTraining,
  ended,
  get,
  type JobWorld,
  jobStatements,
  jobWorld,
  put,
  sageMaker,
  startTraining,
  TINY,
  trainingRequest,
} from './sagemaker-world';

jest.setTimeout(90_000);

let world: JobWorld;
beforeAll(async () => {
  world = await jobWorld();
});

/** What the container saw and printed, from output.tar.gz: the JSON lies whole in the uncompressed archive. */
async function seenBy(name: string): Promise<Record<string, any>> {
  const archive = gunzipSync(await get(world.bucket, `out/${name}/output/output.tar.gz`)).toString('utf8');
  return JSON.parse(/\{"hyperparameters".*\}/.exec(archive)?.[0] ?? '{}');
}

async function logsOf(name: string): Promise<string[]> {
  const logGroupName = '/aws/sagemaker/TrainingJobs';
  const client = new CloudWatchLogsClient(clientOf());
  const listed = await client.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${name}/` }));
  const lines: string[] = [];
  for (const { logStreamName } of listed.logStreams ?? []) {
    const { events = [] } = await client.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
    );
    lines.push(...events.map(event => event.message ?? ''));
  }
  client.destroy();
  return lines;
}

test('a job sees the files and variables of the contract, and leaves its model', async () => {
  const name = await startTraining(world, {
    HyperParameters: { answer: '43' },
    Environment: { TINY_PATH: '/opt/ml/input/data/train' },
  });
  const job = await ended(name);
  expect([job.TrainingJobStatus, job.SecondaryStatus, job.FailureReason]).toEqual([
    'Completed',
    'Completed',
    undefined,
  ]);
  const seen = await seenBy(name);
  expect(seen).toMatchObject({
    hyperparameters: { answer: '43' },
    channels: ['train/a.csv', 'train/b.csv', 'train/deep/c.csv'],
    inputdataconfig: { train: { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated' } },
    resourceconfig: { current_host: 'algo-1', hosts: ['algo-1'], current_instance_type: 'ml.m5.large' },
    environment: {
      TRAINING_JOB_NAME: name,
      TRAINING_JOB_ARN: job.TrainingJobArn,
      TINY_GREETING: 'hello from the image',
    },
    credentials: true,
  });
  expect(seen['environment'].TINY_PATH).toBe(`${seen['environment'].HOME}/input/data/train`);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toBe(`s3://${world.bucket}/out/${name}/output/model.tar.gz`);
  const model = gunzipSync(await get(world.bucket, `out/${name}/output/model.tar.gz`)).toString('utf8');
  expect(model).toContain('{"answer": "43"}');
});

test('secondary statuses follow each other without a gap, and times are told', async () => {
  const { SecondaryStatusTransitions = [], ...job } = await ended(await startTraining(world));
  expect(SecondaryStatusTransitions.map(({ Status }) => Status)).toEqual([
    ...['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'],
  ]);
  SecondaryStatusTransitions.slice(1).forEach((transition, at) => {
    expect(transition.StartTime).toEqual(SecondaryStatusTransitions[at]?.EndTime);
  });
  expect(job.TrainingEndTime?.getTime()).toBeGreaterThan(job.TrainingStartTime?.getTime() ?? Number.POSITIVE_INFINITY);
  expect(job.TrainingTimeInSeconds).toBeGreaterThanOrEqual(0);
});

test('metrics are read from the lines, shown by the job and published; NaN is left out and told', async () => {
  const name = await startTraining(world, {
    AlgorithmSpecification: {
      TrainingImage: TINY,
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'train:loss', Regex: 'loss=([^;]+);' }],
    },
    HyperParameters: { losses: '0.5 0.25 nan' },
  });
  const job = await ended(name);
  expect(job.FinalMetricDataList).toMatchObject([{ MetricName: 'train:loss', Value: 0.25 }]);
  expect((await logsOf(name)).join('\n')).toContain(
    "metric train:loss must be a finite number, got 'step=2 loss=nan;'",
  );
  const client = new CloudWatchClient(clientOf());
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: '/aws/sagemaker/TrainingJobs',
      MetricName: 'train:loss',
      Dimensions: [{ Name: 'TrainingJobName', Value: name }],
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      Period: 3600,
      Statistics: ['SampleCount', 'Minimum'],
    }),
  );
  client.destroy();
  expect(Datapoints).toMatchObject([{ SampleCount: 2, Minimum: 0.25 }]);
});

test.each([
  [
    'writes output/failure',
    { mode: 'fail', failure: 'class Bags is missing' },
    'AlgorithmError: class Bags is missing, exit code: 3',
  ],
  [
    'dies without a word of its own',
    { mode: 'crash' },
    'AlgorithmError: the container wrote no output/failure; its last line: RuntimeError: no such class, exit code: 1',
  ],
  [
    'is killed, as by a lack of memory',
    { mode: 'killed' },
    expect.stringMatching(/^AlgorithmError: the container was ended by SIGKILL: .*, exit code: 137$/),
  ],
  [
    'prints no text and writes a failure that is too long',
    { mode: 'noisy' },
    expect.stringMatching(/^AlgorithmError: .y{900,}, exit code: 2$/),
  ],
])('a container that %s fails its job with that reason', async (_, HyperParameters, reason) => {
  const job = await ended(await startTraining(world, { HyperParameters }));
  expect([job.TrainingJobStatus, job.SecondaryStatus, job.FailureReason]).toEqual(['Failed', 'Failed', reason]);
});

test('a container that writes no model completes with an empty artifact', async () => {
  const job = await ended(await startTraining(world, { HyperParameters: { mode: 'empty' } }));
  expect(job.TrainingJobStatus).toBe('Completed');
  expect((await get(world.bucket, `out/${job.TrainingJobName}/output/model.tar.gz`)).byteLength).toBeGreaterThan(0);
});

test('a container that fills its volume fails with a reason', async () => {
  const job = await ended(await startTraining(world, { HyperParameters: { mode: 'fill' } }));
  expect(job.FailureReason).toMatch(/^ClientError: No space left on device: .* VolumeSizeInGB is 1$/);
});

test('a job that runs longer than it may is stopped and keeps its model', async () => {
  const change = { HyperParameters: { mode: 'hang' }, StoppingCondition: { MaxRuntimeInSeconds: 1 } };
  const job = await ended(await startTraining(world, change));
  expect([job.TrainingJobStatus, job.SecondaryStatus]).toEqual(['Stopped', 'MaxRuntimeExceeded']);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toMatch(/model\.tar\.gz$/);
});

test('a stopped job hears SIGTERM, ends and keeps its model', async () => {
  const name = await startTraining(world, { HyperParameters: { mode: 'hang' } });
  await eventually(async () => ((await logsOf(name)).includes('hanging') ? true : undefined));
  await sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: name }));
  expect((await describeTraining(name)).TrainingJobStatus).toBe('Stopping');
  const job = await ended(name);
  expect([job.TrainingJobStatus, job.SecondaryStatus]).toEqual(['Stopped', 'Stopped']);
  expect(await logsOf(name)).toContain('terminated politely');
  const stopAgain = sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: name }));
  expect(await refusalOf(stopAgain)).toContain(
    'ValidationException: The request was rejected because the training job is in status Stopped.',
  );
});

test('an isolated job has no credentials, and no network where the machine allows that', async () => {
  const server = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const Environment = { PROBE_PORT: String((server.address() as { port: number }).port) };
  const open = await startTraining(world, { Environment });
  const isolated = await startTraining(world, { Environment, EnableNetworkIsolation: true });
  await Promise.all([ended(open), ended(isolated)]);
  server.close();
  expect(await seenBy(open)).toMatchObject({ credentials: true, network: true });
  expect(await seenBy(isolated)).toMatchObject({ credentials: false, network: networkIsolation() === undefined });
});

describe('least privilege', () => {
  const without = (action: string) =>
    jobStatements(world.bucket).map(statement => ({
      ...statement,
      Action: [statement['Action'] ?? []].flat().map(one => (one === action ? 'none:None' : one)),
    }));

  test.each([
    ['s3:ListBucket', /^ClientError: Data download failed:AccessDenied .*s3:ListBucket/],
    ['s3:GetObject', /^ClientError: Data download failed:AccessDenied .*a\.csv|s3:GetObject/],
    ['s3:PutObject', /^ClientError: AccessDenied: .*s3:PutObject/],
    ['ecr:BatchGetImage', /^ClientError: .*ecr:BatchGetImage/],
  ])('a role without %s fails the job', async (action, reason) => {
    const roleArn = await role('sagemaker.amazonaws.com', without(action));
    const job = await ended(await startTraining({ ...world, roleArn }));
    expect([job.TrainingJobStatus, job.FailureReason]).toEqual(['Failed', expect.stringMatching(reason)]);
  });

  test('a role without the Logs and metrics actions leaves none, and the job completes', async () => {
    const statements = jobStatements(world.bucket).filter(
      one => !/logs:|cloudwatch:/.test(JSON.stringify(one['Action'])),
    );
    const roleArn = await role('sagemaker.amazonaws.com', statements);
    const name = await startTraining({ ...world, roleArn });
    expect((await ended(name)).TrainingJobStatus).toBe('Completed');
    expect(await logsOf(name)).toEqual([]);
  });

  test('a role that does not trust SageMaker is refused at once', async () => {
    const roleArn = await role('lambda.amazonaws.com', jobStatements(world.bucket));
    expect(await refusalOf(startTraining({ ...world, roleArn }))).toContain(
      `ValidationException: Could not assume role ${roleArn}`,
    );
  });

  test('a role whose rights were taken fails the next job only', async () => {
    const roleArn = await role('sagemaker.amazonaws.com', jobStatements(world.bucket));
    expect((await ended(await startTraining({ ...world, roleArn }))).TrainingJobStatus).toBe('Completed');
    await permit(roleArn, []);
    expect((await ended(await startTraining({ ...world, roleArn }))).TrainingJobStatus).toBe('Failed');
  });
});

describe('refused', () => {
  const create = (change: Parameters<typeof trainingRequest>[1]) =>
    refusalOf(sageMaker.send(new CreateTrainingJobCommand(trainingRequest(world, change))));

  test.each([
    [
      'a name over the limit',
      { TrainingJobName: 'x'.repeat(64) },
      /ValidationException: .*length less than or equal to 63/,
    ],
    [
      'a name with a blank',
      { TrainingJobName: 'a b' },
      /ValidationException: .*'trainingJobName' .*regular expression pattern/,
    ],
    [
      'two instances',
      { ResourceConfig: { InstanceType: 'ml.m5.large' as const, InstanceCount: 2, VolumeSizeInGB: 1 } },
      /ResourceLimitExceeded: .*InstanceCount 1, got 2/,
    ],
    [
      'an unknown instance type',
      { ResourceConfig: { InstanceType: 'ml.x9.huge' as never, InstanceCount: 1, VolumeSizeInGB: 1 } },
      /ValidationException: .*Member must satisfy enum value set/,
    ],
    [
      'Pipe mode',
      { AlgorithmSpecification: { TrainingImage: TINY, TrainingInputMode: 'Pipe' as const } },
      /ValidationException: .*must use File or FastFile, got Pipe/,
    ],
  ])('%s', async (_, change, message) => {
    expect(await create(change)).toMatch(message);
  });

  test('a name in use', async () => {
    const name = await startTraining(world);
    expect(await create({ TrainingJobName: name })).toMatch(/ResourceInUse: Training job names must be unique/);
  });

  test('a job that nobody started', async () => {
    expect(await refusalOf(describeTraining('nobody'))).toBe('ValidationException: Requested resource not found.');
  });
});

test('an image that was never published, or an input without objects, fails the job with a remedy', async () => {
  const unknown = { TrainingImage: TINY.replace(':1', ':2'), TrainingInputMode: 'File' as const };
  const missing = await ended(await startTraining(world, { AlgorithmSpecification: unknown }));
  expect(missing.FailureReason).toMatch(/^ClientError: image .*tiny:2: it must have been published.*everloop deploy/);
  await put(world.bucket, 'empty/', ' ');
  const source = { S3DataType: 'S3Prefix' as const, S3Uri: `s3://${world.bucket}/empty/` };
  const nothing = [{ ChannelName: 'train', DataSource: { S3DataSource: source } }];
  const empty = await ended(await startTraining(world, { InputDataConfig: nothing }));
  expect(empty.FailureReason).toMatch(/^ClientError: Data download failed:No S3 objects found under S3 URL/);
});

test('jobs are listed by status, newest first, page by page', async () => {
  const NameContains = uniqueName('listed');
  for (const at of [1, 2, 3]) await startTraining(world, { TrainingJobName: `${NameContains}-${at}` });
  await Promise.all([1, 2, 3].map(at => ended(`${NameContains}-${at}`)));
  const list = (request: object) => sageMaker.send(new ListTrainingJobsCommand({ NameContains, ...request }));
  const first = await list({ MaxResults: 2, StatusEquals: 'Completed' });
  const second = await list({ MaxResults: 2, StatusEquals: 'Completed', NextToken: first.NextToken });
  const names = [first, second].flatMap(page => page.TrainingJobSummaries ?? []).map(job => job.TrainingJobName);
  expect(names).toEqual([3, 2, 1].map(at => `${NameContains}-${at}`));
  expect(second.NextToken).toBeUndefined();
  expect((await list({ StatusEquals: 'Failed' })).TrainingJobSummaries).toEqual([]);
});
