import {
  CreateHyperParameterTuningJobCommand,
  type CreateHyperParameterTuningJobCommandInput,
  DeleteHyperParameterTuningJobCommand,
  DescribeHyperParameterTuningJobCommand,
  type HyperParameterTuningJobConfig,
  ListHyperParameterTuningJobsCommand,
  ListTagsCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
  StopHyperParameterTuningJobCommand,
} from '@aws-sdk/client-sagemaker';
import { eventually, refusalOf, uniqueName } from './iam-world';
import { eventsOf } from './sagemaker-events';
import { describeTraining, type JobWorld, jobWorld, sageMaker, TINY } from './sagemaker-world';

jest.setTimeout(120_000);

let world: JobWorld;
beforeAll(async () => {
  world = await jobWorld();
});

type Request = CreateHyperParameterTuningJobCommandInput;
type Definition = NonNullable<Request['TrainingJobDefinition']>;

/** Looks for the x whose (x - 3)² is least. */
const config = (change: Partial<HyperParameterTuningJobConfig> = {}): HyperParameterTuningJobConfig => ({
  Strategy: 'Random',
  HyperParameterTuningJobObjective: { Type: 'Minimize', MetricName: 'score' },
  ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 2 },
  ParameterRanges: {
    ContinuousParameterRanges: [{ Name: 'x', MinValue: '-10', MaxValue: '10', ScalingType: 'Linear' }],
    IntegerParameterRanges: [{ Name: 'n', MinValue: '1', MaxValue: '64', ScalingType: 'Logarithmic' }],
    CategoricalParameterRanges: [{ Name: 'kind', Values: ['a', 'b'] }],
  },
  RandomSeed: 7,
  ...change,
});

const definition = (change: Partial<Definition> = {}): Definition => ({
  RoleArn: world.roleArn,
  AlgorithmSpecification: {
    TrainingImage: TINY,
    TrainingInputMode: 'File',
    MetricDefinitions: [{ Name: 'score', Regex: 'score=([^;]+);' }],
  },
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${world.bucket}/data/train` } },
    },
  ],
  OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/tuned` },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
  EnableNetworkIsolation: true,
  StaticHyperParameters: { answer: '5' },
  ...change,
});

async function start(change: Partial<Request> = {}): Promise<string> {
  const HyperParameterTuningJobName = uniqueName('T').slice(0, 32);
  const request = { HyperParameterTuningJobConfig: config(), TrainingJobDefinition: definition(), ...change };
  await sageMaker.send(new CreateHyperParameterTuningJobCommand({ HyperParameterTuningJobName, ...request }));
  return change.HyperParameterTuningJobName ?? HyperParameterTuningJobName;
}

const describeTuning = (HyperParameterTuningJobName: string) =>
  sageMaker.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName }));

const ended = (name: string) =>
  eventually(async () => {
    const job = await describeTuning(name);
    return ['InProgress', 'Stopping'].includes(job.HyperParameterTuningJobStatus ?? '') ? undefined : job;
  }, 90);

async function trainings(HyperParameterTuningJobName: string, request: object = {}) {
  const { TrainingJobSummaries = [] } = await sageMaker.send(
    new ListTrainingJobsForHyperParameterTuningJobCommand({ HyperParameterTuningJobName, ...request }),
  );
  return TrainingJobSummaries;
}

const scoreOf = (one: { FinalHyperParameterTuningJobObjectiveMetric?: { Value: number | undefined } | undefined }) =>
  one.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? Number.NaN;

test('runs training jobs with chosen and static hyper-parameters, counts them and names the best one', async () => {
  const name = await start({ Tags: [{ Key: 'team', Value: 'photos' }] });
  const job = await ended(name);
  expect(job).toMatchObject({
    HyperParameterTuningJobStatus: 'Completed',
    TrainingJobStatusCounters: { Completed: 3, InProgress: 0, RetryableError: 0, NonRetryableError: 0, Stopped: 0 },
    ObjectiveStatusCounters: { Succeeded: 3, Pending: 0, Failed: 0 },
    TrainingJobDefinition: { StaticHyperParameters: { answer: '5', _tuning_objective_metric: 'score' } },
  });
  expect(job.HyperParameterTuningEndTime?.getTime()).toBeGreaterThan(job.CreationTime?.getTime() ?? Infinity);
  const children = await trainings(name, { SortBy: 'FinalObjectiveMetricValue' });
  expect(job.BestTrainingJob).toEqual(children[0]);
  expect(children.map(scoreOf)).toEqual([...children.map(scoreOf)].sort((a, b) => a - b));
  for (const child of children) {
    const { x = '', n = '', kind = '' } = child.TunedHyperParameters ?? {};
    expect(scoreOf(child)).toBeCloseTo((Number(x) - 3) ** 2, 4);
    expect([Number(n) >= 1 && Number(n) <= 64 && Number.isInteger(Number(n)), ['a', 'b'].includes(kind)]).toEqual([
      true,
      true,
    ]);
    expect(child.TrainingJobName).toMatch(new RegExp(`^${name}-00[123]-[0-9a-f]{8}$`));
    const training = await describeTraining(child.TrainingJobName ?? '');
    expect(training.TuningJobArn).toBe(job.HyperParameterTuningJobArn);
    expect(training.HyperParameters).toEqual({ x, n, kind, answer: '5', _tuning_objective_metric: 'score' });
    expect(training.EnableNetworkIsolation).toBe(true);
    const { Tags } = await sageMaker.send(new ListTagsCommand({ ResourceArn: training.TrainingJobArn }));
    expect(Tags).toEqual([{ Key: 'team', Value: 'photos' }]);
  }
});

test('the same seed tries the same, Maximize turns the best around, and one definition may come in a list', async () => {
  const limits = { ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 1 } };
  const first = await start({ HyperParameterTuningJobConfig: config(limits) });
  const { HyperParameterTuningJobObjective: _, ParameterRanges, ...listed } = config(limits);
  const TuningObjective = { Type: 'Maximize', MetricName: 'score' } as const;
  const second = await start({
    HyperParameterTuningJobConfig: listed,
    TrainingJobDefinition: undefined,
    TrainingJobDefinitions: [definition({ TuningObjective, HyperParameterRanges: ParameterRanges })],
  });
  const [least, most] = await Promise.all([ended(first), ended(second)]);
  const tried = async (name: string) => (await trainings(name)).map(child => child.TunedHyperParameters);
  expect(await tried(first)).toEqual(await tried(second));
  const values = (await trainings(first)).map(scoreOf);
  expect(scoreOf(least.BestTrainingJob ?? {})).toBe(Math.min(...values));
  expect(scoreOf(most.BestTrainingJob ?? {})).toBe(Math.max(...values));
});

test('Bayesian tuning learns from what it tried: its later trials lie nearer to the best', async () => {
  const ParameterRanges = { ContinuousParameterRanges: [{ Name: 'x', MinValue: '-10', MaxValue: '10' }] };
  const ResourceLimits = { MaxNumberOfTrainingJobs: 9, MaxParallelTrainingJobs: 1 };
  const name = await start({
    HyperParameterTuningJobConfig: config({ Strategy: 'Bayesian', ParameterRanges, ResourceLimits }),
  });
  const { BestTrainingJob } = await ended(name);
  expect(scoreOf(BestTrainingJob ?? {})).toBeLessThan(0.05);
});

test('gives up after five training jobs of which none succeeds, and says why', async () => {
  const ResourceLimits = { MaxNumberOfTrainingJobs: 20, MaxParallelTrainingJobs: 2 };
  const StaticHyperParameters = { mode: 'fail', failure: 'no such colour' };
  const name = await start({
    HyperParameterTuningJobConfig: config({ ResourceLimits }),
    TrainingJobDefinition: definition({ StaticHyperParameters }),
  });
  const job = await ended(name);
  expect(job.HyperParameterTuningJobStatus).toBe('Failed');
  expect(job.FailureReason).toMatch(
    /^No training job succeeded after 5 attempts\. .* AlgorithmError: no such colour, exit code: 3$/,
  );
  expect(job.BestTrainingJob).toBeUndefined();
  const { NonRetryableError = 0, InProgress } = job.TrainingJobStatusCounters ?? {};
  expect([InProgress, NonRetryableError >= 5 && NonRetryableError <= 6]).toEqual([0, true]);
});

test.each([
  ['never printed', 'another=([^;]+);'],
  ['not a number', 'sco(re)='],
])("an objective that is %s fails the tuning job with SageMaker's words", async (_, Regex) => {
  const limits = { ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 2 } };
  const { AlgorithmSpecification } = definition();
  const name = await start({
    HyperParameterTuningJobConfig: config(limits),
    TrainingJobDefinition: definition({
      AlgorithmSpecification: {
        ...(AlgorithmSpecification as NonNullable<typeof AlgorithmSpecification>),
        MetricDefinitions: [{ Name: 'score', Regex }],
      },
    }),
  });
  const job = await ended(name);
  expect([job.HyperParameterTuningJobStatus, job.FailureReason]).toEqual([
    'Failed',
    expect.stringMatching(/^No objective metrics found after running 2 training jobs\. .* The metric is score\.$/),
  ]);
  expect(job.ObjectiveStatusCounters).toEqual({ Succeeded: 0, Pending: 0, Failed: 2 });
});

test('stopping stops the training jobs that run, and starts no more', async () => {
  const ResourceLimits = { MaxNumberOfTrainingJobs: 10, MaxParallelTrainingJobs: 2 };
  const name = await start({
    HyperParameterTuningJobConfig: config({ ResourceLimits }),
    TrainingJobDefinition: definition({
      StaticHyperParameters: { mode: 'hang' },
      StoppingCondition: { MaxRuntimeInSeconds: 3_600 },
    }),
  });
  await eventually(async () => {
    const [child] = await trainings(name);
    const training = child && (await describeTraining(child.TrainingJobName ?? ''));
    return training?.SecondaryStatus === 'Training' ? true : undefined;
  }, 60);
  await sageMaker.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }));
  expect((await describeTuning(name)).HyperParameterTuningJobStatus).toBe('Stopping');
  const job = await ended(name);
  expect([job.HyperParameterTuningJobStatus, job.FailureReason]).toEqual(['Stopped', undefined]);
  expect(job.TrainingJobStatusCounters).toMatchObject({ Stopped: 2, InProgress: 0, Completed: 0 });
  const again = sageMaker.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }));
  expect(await refusalOf(again)).toContain('ValidationException: The request was rejected because');
  await sageMaker.send(new DeleteHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }));
  expect(await refusalOf(describeTuning(name))).toContain(
    `ResourceNotFound: Amazon SageMaker can't find a tuning job called ${name}`,
  );
});

test('the states of a tuning job are told to EventBridge, with counters and times in milliseconds', async () => {
  const events = await eventsOf('SageMaker HyperParameter Tuning Job State Change');
  const limits = { ResourceLimits: { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 } };
  const name = await start({ HyperParameterTuningJobConfig: config(limits), Tags: [{ Key: 'team', Value: 'a' }] });
  const isMine = (detail: any) => detail.HyperParameterTuningJobName === name;
  const seen = await events(detail => isMine(detail) && detail.HyperParameterTuningJobStatus === 'Completed');
  const mine = seen.filter(event => isMine(event.detail));
  expect(mine.map(event => event.detail.HyperParameterTuningJobStatus)).toEqual(['InProgress', 'Completed']);
  const { HyperParameterTuningJobArn } = await describeTuning(name);
  expect(mine[1]).toMatchObject({
    source: 'aws.sagemaker',
    resources: [HyperParameterTuningJobArn],
    detail: {
      TrainingJobStatusCounters: { Completed: 1 },
      ObjectiveStatusCounters: { Succeeded: 1 },
      Tags: { team: 'a' },
    },
  });
  expect(mine[1].detail.CreationTime).toBeGreaterThan(1e12);
});

test('tuning jobs are listed by name and status, with counters', async () => {
  const limits = { ResourceLimits: { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 } };
  const NameContains = uniqueName('L').slice(0, 20);
  for (const at of [2, 1])
    await start({
      HyperParameterTuningJobName: `${NameContains}-${at}`,
      HyperParameterTuningJobConfig: config(limits),
    });
  await Promise.all([1, 2].map(at => ended(`${NameContains}-${at}`)));
  const list = (request: object) =>
    sageMaker.send(new ListHyperParameterTuningJobsCommand({ NameContains, StatusEquals: 'Completed', ...request }));
  const first = await list({ MaxResults: 1 });
  const second = await list({ MaxResults: 1, NextToken: first.NextToken });
  const jobs = [first, second].flatMap(page => page.HyperParameterTuningJobSummaries ?? []);
  expect(jobs).toMatchObject([1, 2].map(at => ({ HyperParameterTuningJobName: `${NameContains}-${at}` })));
  expect(jobs[0]).toMatchObject({ Strategy: 'Random', TrainingJobStatusCounters: { Completed: 1 } });
  expect(second.NextToken).toBeUndefined();
  expect(await refusalOf(start({ HyperParameterTuningJobName: `${NameContains}-1` }))).toMatch(/^ResourceInUse: /);
});

describe('refused', () => {
  const range = (change: object) => ({
    ParameterRanges: { ContinuousParameterRanges: [{ Name: 'x', MinValue: '0', MaxValue: '1', ...change }] },
  });
  const warm = {
    WarmStartConfig: {
      WarmStartType: 'TransferLearning' as const,
      ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: 'a' }],
    },
  };
  const refusals: readonly (readonly [string, () => Partial<Request>, RegExp])[] = [
    [
      'a name over the limit',
      () => ({ HyperParameterTuningJobName: 'x'.repeat(33) }),
      /length less than or equal to 32/,
    ],
    [
      'Hyperband',
      () => ({ HyperParameterTuningJobConfig: config({ Strategy: 'Hyperband' }) }),
      /must use strategy Random or Bayesian, got Hyperband/,
    ],
    ['a warm start', () => warm, /must start cold, got a WarmStartConfig/],
    [
      'two definitions',
      () => ({ TrainingJobDefinitions: [definition()] }),
      /must have one training job definition, got 2/,
    ],
    [
      'an objective without a metric definition',
      () => ({
        HyperParameterTuningJobConfig: config({
          HyperParameterTuningJobObjective: { Type: 'Minimize', MetricName: 'loss' },
        }),
      }),
      /A metric is required for this hyperparameter tuning job objective.*loss is none of \[score\]/,
    ],
    [
      'an empty range',
      () => ({ HyperParameterTuningJobConfig: config(range({ MaxValue: '0' })) }),
      /hyperparameter x must have a MinValue below its MaxValue, got MinValue 0 and MaxValue 0/,
    ],
    [
      'a logarithmic range from 0',
      () => ({ HyperParameterTuningJobConfig: config(range({ ScalingType: 'Logarithmic' })) }),
      /must be above 0 for Logarithmic scaling/,
    ],
    [
      'a reverse logarithmic range to 1',
      () => ({ HyperParameterTuningJobConfig: config(range({ ScalingType: 'ReverseLogarithmic' })) }),
      /within 0<=x<1/,
    ],
    [
      'a hyper-parameter that is both static and searched',
      () => ({ TrainingJobDefinition: definition({ StaticHyperParameters: { x: '1' } }) }),
      /Hyperparameter x must be in one range or in StaticHyperParameters/,
    ],
    [
      'no range',
      () => ({ HyperParameterTuningJobConfig: config({ ParameterRanges: {} }) }),
      /must search 1 to 30 hyperparameters, got 0/,
    ],
    [
      'a training job that the laptop refuses',
      () => ({
        TrainingJobDefinition: definition({
          ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 },
        }),
      }),
      /InstanceCount 1, got 2/,
    ],
  ];

  test.each(refusals)('%s', async (_, change, message) => {
    expect(await refusalOf(start(change()))).toMatch(message);
  });
});
