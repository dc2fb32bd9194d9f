import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  CreateModelCommand,
  CreateProcessingJobCommand,
  CreateTransformJobCommand,
  DeleteEndpointCommand,
  DescribeProcessingJobCommand,
  DescribeTransformJobCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';
import { clientOf, eventually, refusalOf, role, uniqueName } from './iam-world';
import { get, jobStatements, put, s3, sageMaker, TINY } from './sagemaker-world';
import {
  describeEndpoint,
  invoke,
  makeConfig,
  makeEndpoint,
  makeModel,
  type ServingWorld,
  servingWorld,
  settled,
  update,
} from './serving-world';

jest.setTimeout(90_000);

const logs = new CloudWatchLogsClient(clientOf());
let world: ServingWorld;

beforeAll(async () => {
  world = await servingWorld();
});

const model = (environment: Record<string, string> = {}, change: Record<string, unknown> = {}) =>
  makeModel(world, environment, change);
const config = (...models: string[]) => makeConfig(models);
const endpoint = makeEndpoint;

test('an endpoint serves its model within seconds, with the headers of the contract', async () => {
  const started = Date.now();
  const name = await endpoint(await config(await model({ TINY_FLEET: 'blue' })));
  expect(Date.now() - started).toBeLessThan(6_000);
  const answer = await invoke(name, 'a\nb', {
    CustomAttributes: 'who=me',
    InferenceId: 'i-1',
    ContentType: 'text/csv',
  });
  expect(answer).toMatchObject({
    InvokedProductionVariant: 'V1',
    CustomAttributes: 'blue',
    ContentType: 'application/json',
  });
  expect(answer.body).toEqual({
    model: { answer: '7' },
    lines: ['a', 'b'],
    headers: { 'x-amzn-sagemaker-custom-attributes': 'who=me', 'x-amzn-sagemaker-inference-id': 'i-1' },
  });
});

test("a server listens on 127.0.0.1 only; its lines are in the endpoint's log", async () => {
  const name = await endpoint(await config(await model()));
  const logGroupName = `/aws/sagemaker/Endpoints/${name}`;
  const lines = await eventually(async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    return events.length > 0 ? events.map(({ logStreamName, message }) => `${logStreamName}: ${message}`) : undefined;
  });
  expect(lines.join('\n')).toMatch(/^V1\/laptop-\d+: serving on 127\.0\.0\.1$/m);
});

test('what the container refuses is a ModelError with its status and its words', async () => {
  const name = await endpoint(await config(await model()));
  const refused = (await invoke(name, 'bad').catch(error => error)) as Record<string, unknown>;
  expect(refused).toMatchObject({ name: 'ModelError', OriginalStatusCode: 400, OriginalMessage: 'this is no picture' });
});

test('a body over 6 MiB, an unknown endpoint and an unknown variant are refused', async () => {
  const name = await endpoint(await config(await model()));
  expect(await refusalOf(invoke(name, 'x'.repeat(6_291_457)))).toContain('HTTP content length exceeded 6291456 bytes');
  expect(await refusalOf(invoke('nobody', 'x'))).toMatch(/ValidationError: Endpoint nobody of account \d+ not found/);
  expect(await refusalOf(invoke(name, 'x', { TargetVariant: 'V9' }))).toContain('Variant V9 not found');
});

test('traffic follows the weights, which can be changed; a target variant wins', async () => {
  const name = await endpoint(await config(await model({ TINY_FLEET: 'one' }), await model({ TINY_FLEET: 'two' })));
  const counted = async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => invoke(name, 'x')));
    return answers.filter(answer => answer.InvokedProductionVariant === 'V1').length;
  };
  expect(await counted()).toBeGreaterThan(3); // 20 expected: fewer than 4 of 40 come once in ten million
  const DesiredWeightsAndCapacities = [{ VariantName: 'V1', DesiredWeight: 0 }];
  await sageMaker.send(
    new UpdateEndpointWeightsAndCapacitiesCommand({ EndpointName: name, DesiredWeightsAndCapacities }),
  );
  expect(await counted()).toBe(0);
  expect((await invoke(name, 'x', { TargetVariant: 'V1' })).CustomAttributes).toBe('one');
  expect((await describeEndpoint(name)).ProductionVariants?.map(variant => variant.CurrentWeight)).toEqual([0, 1]);
});

test('an update switches without a failed call; one that fails rolls back to the old configuration, with a reason', async () => {
  const old = await config(await model({ TINY_FLEET: 'old' }));
  const name = await endpoint(old);
  const next = await config(await model({ TINY_FLEET: 'new' }));
  await update(name, next);
  const fleets = new Set<string | undefined>();
  await eventually(async () => {
    fleets.add((await invoke(name, 'x')).CustomAttributes);
    return (await describeEndpoint(name)).EndpointStatus === 'InService' ? true : undefined;
  }, 30);
  expect((await invoke(name, 'x')).CustomAttributes).toBe('new');
  expect(fleets).toContain('old');
  const broken = await config(await model({ TINY_BROKEN: '1' }));
  await update(name, broken);
  expect(await settled(name)).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: next,
    FailureReason: expect.stringContaining('did not pass the ping health check'),
  });
  expect((await invoke(name, 'x')).CustomAttributes).toBe('new');
});

test('an endpoint whose container never answers /ping fails with its last words, and can be deleted', async () => {
  const name = await endpoint(await config(await model({ TINY_BROKEN: '1' })));
  expect(await describeEndpoint(name)).toMatchObject({
    EndpointStatus: 'Failed',
    FailureReason: expect.stringMatching(/did not pass the ping health check; its last line: no model here/),
  });
  await sageMaker.send(new DeleteEndpointCommand({ EndpointName: name }));
  await eventually(async () =>
    describeEndpoint(name).then(
      () => undefined,
      () => true,
    ),
  );
  expect(await refusalOf(describeEndpoint(name))).toMatch(/ValidationException: Could not find endpoint "arn:/);
});

test('a server that died is started again', async () => {
  const name = await endpoint(await config(await model({ TINY_FLEET: 'phoenix' })));
  await invoke(name, 'die').catch(() => undefined);
  const answer = await eventually(async () => invoke(name, 'x').catch(() => undefined), 30);
  expect(answer.CustomAttributes).toBe('phoenix');
});

test('a model needs an artifact that is there and that its role may read', async () => {
  const missing = `s3://${world.bucket}/nothing/model.tar.gz`;
  expect(await refusalOf(model({}, { ModelDataUrl: missing }))).toBe(
    `ValidationException: Could not find model data at ${missing}.`,
  );
  const blind = await role('sagemaker.amazonaws.com', jobStatements('another-bucket'));
  const request = {
    ModelName: uniqueName('Model'),
    ExecutionRoleArn: blind,
    PrimaryContainer: { Image: TINY, ModelDataUrl: world.modelData },
  };
  expect(await refusalOf(sageMaker.send(new CreateModelCommand(request)))).toMatch(
    /ValidationException: Could not access model data at/,
  );
});

describe('processing', () => {
  async function process(extra: readonly string[] = [], change: object = {}) {
    const ProcessingJobName = uniqueName('processing');
    await sageMaker.send(
      new CreateProcessingJobCommand({
        ProcessingJobName,
        RoleArn: world.roleArn,
        AppSpecification: {
          ImageUri: TINY,
          ContainerEntrypoint: ['python3', '/opt/program/tiny.py'],
          ContainerArguments: ['process', '/opt/ml/processing/in', '/opt/ml/processing/out', ...extra],
        },
        ProcessingInputs: [
          {
            InputName: 'in',
            S3Input: {
              S3Uri: `s3://${world.bucket}/data/train/`,
              LocalPath: '/opt/ml/processing/in',
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
            },
          },
        ],
        ProcessingOutputConfig: {
          Outputs: ['EndOfJob' as const, 'Continuous' as const].map(S3UploadMode => ({
            OutputName: S3UploadMode,
            S3Output: {
              S3Uri: `s3://${world.bucket}/processed/${ProcessingJobName}/${S3UploadMode}`,
              LocalPath: '/opt/ml/processing/out',
              S3UploadMode,
            },
          })),
        },
        ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.t3.medium', VolumeSizeInGB: 1 } },
        ...change,
      }),
    );
    return eventually(async () => {
      const job = await sageMaker.send(new DescribeProcessingJobCommand({ ProcessingJobName }));
      return job.ProcessingJobStatus === 'InProgress' ? undefined : job;
    }, 30);
  }

  const keys = async (Prefix: string) =>
    ((await s3.send(new ListObjectsV2Command({ Bucket: world.bucket, Prefix }))).Contents ?? []).map(({ Key }) => Key);

  test('a job reads its inputs, writes its outputs and leaves its message', async () => {
    const job = await process();
    expect([job.ProcessingJobStatus, job.FailureReason]).toEqual(['Completed', undefined]);
    expect(job.ExitMessage).toBe(`processed for ${job.ProcessingJobName}`);
    const written = await get(world.bucket, `processed/${job.ProcessingJobName}/EndOfJob/a.csv`);
    expect(new TextDecoder().decode(written)).toBe('A\n');
  });

  test('a job that fails says so, and delivers its continuous outputs only', async () => {
    const job = await process(['4']);
    expect([job.ProcessingJobStatus, job.FailureReason]).toEqual([
      'Failed',
      expect.stringMatching(/^AlgorithmError: .*exit code: 4$/),
    ]);
    const prefix = `processed/${job.ProcessingJobName}/`;
    expect((await keys(prefix)).map(key => key?.slice(prefix.length))).toEqual([
      'Continuous/a.csv',
      'Continuous/b.csv',
      'Continuous/c.csv',
    ]);
  });

  test('a job that fills its volume fails with a reason', async () => {
    const job = await process(['fill']);
    expect([job.ProcessingJobStatus, job.FailureReason]).toEqual([
      'Failed',
      expect.stringMatching(/^ClientError: No space left on device: .* VolumeSizeInGB is 1$/),
    ]);
  });

  test('a job that hangs is stopped when its time is over, and says so', async () => {
    const job = await process(['hang'], { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
    expect(job.FailureReason).toBe('The job was stopped because it exceeded MaxRuntimeInSeconds (1)');
    expect(job.ProcessingJobStatus).toBe('Stopped');
  });

  test('a LocalPath outside the contract is refused by the job', async () => {
    const S3Input = {
      S3Uri: `s3://${world.bucket}/data/train/`,
      LocalPath: '/etc',
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
    };
    const job = await process([], { ProcessingInputs: [{ InputName: 'in', S3Input }] });
    expect(job.FailureReason).toBe('ClientError: LocalPath must start with /opt/ml/processing, got /etc');
  });
});

test('a transform job sends each object to the model and writes its answers beside the keys', async () => {
  await put(world.bucket, 'lines/x.txt', 'one\ntwo\n');
  await put(world.bucket, 'lines/deep/y.txt', 'three\n');
  const ModelName = await model();
  const run = async (prefix: string, strategy: 'SingleRecord' | 'MultiRecord') => {
    const TransformJobName = uniqueName('transform');
    const S3DataSource = { S3DataType: 'S3Prefix' as const, S3Uri: `s3://${world.bucket}/${prefix}` };
    await sageMaker.send(
      new CreateTransformJobCommand({
        TransformJobName,
        ModelName,
        BatchStrategy: strategy,
        TransformInput: { DataSource: { S3DataSource }, ContentType: 'text/plain', SplitType: 'Line' },
        TransformOutput: { S3OutputPath: `s3://${world.bucket}/transformed/${TransformJobName}`, AssembleWith: 'Line' },
        TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      }),
    );
    return eventually(async () => {
      const job = await sageMaker.send(new DescribeTransformJobCommand({ TransformJobName }));
      return job.TransformJobStatus === 'InProgress' ? undefined : job;
    }, 30);
  };
  const job = await run('lines/', 'SingleRecord');
  expect([job.TransformJobStatus, job.FailureReason]).toEqual(['Completed', undefined]);
  const output = async (key: string) =>
    new TextDecoder().decode(await get(world.bucket, `transformed/${job.TransformJobName}/${key}`));
  const answers = (await output('x.txt.out'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).lines);
  expect(answers).toEqual([['one'], ['two']]);
  expect(await output('deep/y.txt.out')).toContain('three');
  await put(world.bucket, 'broken/z.txt', 'bad');
  await put(world.bucket, 'broken/zz.txt', 'good');
  const failed = await run('broken/', 'SingleRecord');
  expect(failed.FailureReason).toBe('AlgorithmError: the model answered 400 for broken/z.txt: this is no picture');
  // What succeeded is there all the same, as in AWS.
  expect(await get(world.bucket, `transformed/${failed.TransformJobName}/zz.txt.out`)).not.toHaveLength(0);
  await expect(get(world.bucket, `transformed/${failed.TransformJobName}/z.txt.out`)).rejects.toThrow();
});
