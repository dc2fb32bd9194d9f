import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateProcessingJobCommand,
  DescribeEndpointCommand,
  DescribeProcessingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { clientEnvironment } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(180_000);

/** A `docker` that plays its part on this machine: test/support/fake-docker. */
const docker = fs.mkdtempSync(path.join(os.tmpdir(), 'fake-docker-'));
const cloud = new TestCloud();
const before = { ...process.env };
process.env['PATH'] = `${path.join(__dirname, '..', 'support', 'fake-docker')}:${process.env['PATH']}`;
process.env['FAKE_DOCKER_FOLDER'] = docker;

type World = typeof import('../contract/laptop-cloud/sagemaker-world');
let sage: World;
let jobs: Awaited<ReturnType<World['jobWorld']>>;

const linesOf = (name: string): any[] => {
  const file = path.join(docker, name);
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
};
/** The `docker run` whose container name holds `part`. */
const runOf = (part: string) => ({
  words: linesOf('calls.ndjson').find(
    ([command, ...words]) => command === 'run' && words.join(' ').includes(part),
  ) as string[],
  ...(linesOf('runs.ndjson').find(run => run.name.includes(part)) as {
    mode: string;
    variables: Record<string, string>;
  }),
});
const containers = () => fs.readdirSync(path.join(docker, 'containers'));

beforeAll(async () => {
  const { endpoint } = await cloud.up('--docker', '--port', String(await freePort()));
  Object.assign(process.env, clientEnvironment(cloud.paths, endpoint), { EVERLOOP_TEST_ENDPOINT: endpoint });
  // Its clients read the endpoint when they are made.
  sage = await import('../contract/laptop-cloud/sagemaker-world');
  jobs = await sage.jobWorld();
});
afterAll(async () => {
  await cloud.remove();
  process.env = before;
  fs.rmSync(docker, { recursive: true, force: true });
});

test('a training job runs in a container of the recorded image; its credentials are in a file that nobody else reads', async () => {
  const name = await sage.startTraining(jobs, {
    HyperParameters: { answer: '44' },
    Environment: { TINY_PATH: '/opt/ml/input/data/train', TINY_TEXT: 'two\nlines' },
  });
  const job = await sage.ended(name);
  expect([job.TrainingJobStatus, job.FailureReason]).toEqual(['Completed', undefined]);
  const { words, mode, variables } = runOf(name);
  expect(mode).toBe('600');
  expect(variables).toMatchObject({
    TINY_PATH: '/opt/ml/input/data/train',
    TINY_TEXT: 'two\nlines',
    AWS_SECRET_ACCESS_KEY: expect.stringMatching(/.{8}/),
    TRAINING_JOB_NAME: name,
  });
  expect(words.join(' ')).not.toContain(variables['AWS_SECRET_ACCESS_KEY']);
  expect(words.join(' ')).not.toContain(variables['AWS_SESSION_TOKEN']);
  expect(words.at(-1)).toBe('train');
  const environmentFile = words[words.indexOf('--env-file') + 1] as string;
  expect(fs.existsSync(environmentFile)).toBe(false);
  expect(linesOf('calls.ndjson').filter(([command]) => command === 'build')).toHaveLength(1);
});

test('an isolated job has no network and no credentials', async () => {
  const name = await sage.startTraining(jobs, { EnableNetworkIsolation: true });
  expect((await sage.ended(name)).TrainingJobStatus).toBe('Completed');
  const { words, variables } = runOf(name);
  expect(words.join(' ')).toContain('--network none');
  expect(Object.keys(variables).filter(one => /KEY|TOKEN|ENDPOINT/.test(one))).toEqual([]);
});

test('a container that fails, and one that Docker cannot build, fail their jobs with a reason', async () => {
  const failing = await sage.ended(await sage.startTraining(jobs, { HyperParameters: { mode: 'fail' } }));
  expect(failing.FailureReason).toBe('AlgorithmError: the labels are wrong, exit code: 3');
  const folder = fs.mkdtempSync(path.join(docker, 'broken-'));
  fs.writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\nRUN exit 1\n');
  const broken = sage.TINY.replace(':1', ':broken');
  sage.publish(broken, folder);
  const AlgorithmSpecification = { TrainingImage: broken, TrainingInputMode: 'File' as const };
  const unbuilt = await sage.ended(await sage.startTraining(jobs, { AlgorithmSpecification }));
  expect(unbuilt.FailureReason).toMatch(
    /^ClientError: image .*tiny:broken: docker build failed: ERROR: failed to solve/,
  );
});

test('a stopped job is ended by docker stop with the time that SageMaker grants', async () => {
  const name = await sage.startTraining(jobs, { HyperParameters: { mode: 'hang' } });
  await sage.eventually(async () => (containers().some(one => one.includes(name)) ? true : undefined));
  await sage.sageMaker.send(new StopTrainingJobCommand({ TrainingJobName: name }));
  const job = await sage.ended(name);
  expect([job.TrainingJobStatus, job.FailureReason]).toEqual(['Stopped', undefined]);
  const stop = linesOf('calls.ndjson').find(([command, ...words]) => command === 'stop' && words.at(-1).includes(name));
  expect(stop.slice(0, 3)).toEqual(['stop', '-t', '120']);
});

test('a processing job reads and writes the paths of its container', async () => {
  const [input, output] = ['/opt/ml/processing/input/a', '/opt/ml/processing/output/b'];
  const named = { ProcessingJobName: `Processing-${Date.now()}` };
  await sage.sageMaker.send(
    new CreateProcessingJobCommand({
      ...named,
      RoleArn: jobs.roleArn,
      AppSpecification: { ImageUri: sage.TINY, ContainerArguments: ['process', input, output] },
      ProcessingInputs: [
        {
          InputName: 'a',
          S3Input: {
            S3Uri: `s3://${jobs.bucket}/data/train`,
            LocalPath: input,
            S3DataType: 'S3Prefix',
            S3InputMode: 'File',
          },
        },
      ],
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: 'b',
            S3Output: { S3Uri: `s3://${jobs.bucket}/upper`, LocalPath: output, S3UploadMode: 'EndOfJob' },
          },
        ],
      },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
    }),
  );
  const job = await sage.eventually(async () => {
    const described = await sage.sageMaker.send(new DescribeProcessingJobCommand(named));
    return described.ProcessingJobStatus === 'InProgress' ? undefined : described;
  });
  expect([job.ProcessingJobStatus, job.FailureReason]).toEqual(['Completed', undefined]);
  expect(Buffer.from(await sage.get(jobs.bucket, 'upper/a.csv')).toString()).toBe('A\n');
  expect(runOf(named.ProcessingJobName).words.slice(-3)).toEqual(['process', input, output]);
});

test('an endpoint answers through a port that only this machine reaches; nothing is left after down', async () => {
  const ModelDataUrl = (await sage.ended(await sage.startTraining(jobs))).ModelArtifacts?.S3ModelArtifacts;
  const named = { ModelName: 'Photos', EndpointConfigName: 'Photos', EndpointName: 'Photos' };
  const send = sage.sageMaker.send.bind(sage.sageMaker) as (command: any) => Promise<any>;
  await send(
    new CreateModelCommand({
      ...named,
      ExecutionRoleArn: jobs.roleArn,
      PrimaryContainer: { Image: sage.TINY, ModelDataUrl },
    }),
  );
  const variant = {
    VariantName: 'All',
    ModelName: 'Photos',
    InstanceType: 'ml.m5.large' as const,
    InitialInstanceCount: 1,
  };
  await send(new CreateEndpointConfigCommand({ ...named, ProductionVariants: [variant] }));
  await send(new CreateEndpointCommand(named));
  const status = await sage.eventually(async () => {
    const { EndpointStatus, FailureReason } = await send(new DescribeEndpointCommand(named));
    return EndpointStatus === 'Creating' ? undefined : [EndpointStatus, FailureReason];
  });
  expect(status).toEqual(['InService', undefined]);
  const runtime = new SageMakerRuntimeClient({});
  const { Body } = await runtime.send(new InvokeEndpointCommand({ ...named, Body: 'x' }));
  runtime.destroy();
  expect(JSON.parse(new TextDecoder().decode(Body)).lines).toEqual(['x']);
  const { words } = runOf('endpoint-Photos');
  expect(words[words.indexOf('--publish') + 1]).toMatch(/^127\.0\.0\.1:\d+:8080$/);
  expect(containers()).toHaveLength(1);
  expect((await cloud.run('down', '--quiet')).code).toBe(0);
  expect(containers()).toEqual([]);
});

test('a daemon that does not answer, or a cloud that runs its jobs on the host, refuses --docker', async () => {
  fs.writeFileSync(path.join(docker, 'down'), '');
  const unreachable = await cloud.run('up', '--docker', '--no-bootstrap', '--quiet');
  fs.rmSync(path.join(docker, 'down'));
  expect([unreachable.code, unreachable.stderr]).toEqual([
    2,
    expect.stringMatching(/everloop up --docker: a Docker daemon must answer, got 'Cannot connect.*; start Docker, or/),
  ]);
  await cloud.up();
  const otherwise = await cloud.run('up', '--docker', '--no-bootstrap', '--quiet');
  expect([otherwise.code, otherwise.stderr]).toEqual([2, expect.stringContaining('run `everloop down` first')]);
});
