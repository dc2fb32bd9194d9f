import { trainingSteps } from '../../../lambdas/contracts/gate-call';
import { failIfFutile } from '../../../local/sagemaker/tuning/run-tuning';
import { choiceAt } from '../../../local/sagemaker/tuning/sampling/sampler';
import { trainingJobName, trainingRequest } from '../../../local/sagemaker/tuning/training-request';
import { bestTrial, counters, samplerTrials, trainingTrial } from '../../../local/sagemaker/tuning/training-trials';
import type { CreateTuningJobRequest, NumericRange } from '../../../local/sagemaker/tuning/tuning-job';
import { refuseUnsupported, tuningPlan, withObjective } from '../../../local/sagemaker/tuning/tuning-plan';
import { trainingPipeline } from '../../../pipeline/definition/training-pipeline';
import { planWith, site } from '../pipeline/training-sites';

const request = (ranges: readonly NumericRange[], Type: 'Minimize' | 'Maximize' = 'Minimize') =>
  ({
    HyperParameterTuningJobName: 'photos',
    HyperParameterTuningJobConfig: {
      Strategy: 'Random',
      HyperParameterTuningJobObjective: { Type, MetricName: 'loss' },
      ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 1 },
      ParameterRanges: { ContinuousParameterRanges: ranges },
    },
    TrainingJobDefinition: {
      AlgorithmSpecification: {
        TrainingImage: 'photos:1',
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'loss', Regex: 'loss=(.*)' }],
      },
      RoleArn: 'arn:aws:iam::000000000000:role/r',
      OutputDataConfig: { S3OutputPath: 's3://b/out' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    },
  }) satisfies CreateTuningJobRequest;

const x: NumericRange = { Name: 'x', MinValue: '0', MaxValue: '1' };

test.each<[string, Omit<NumericRange, 'Name'>, number]>([
  ['wide and above 0: logarithmic', { MinValue: '0.001', MaxValue: '1' }, Math.sqrt(0.001)],
  ['narrow: linear', { MinValue: '0.5', MaxValue: '1' }, 0.75],
  ['from 0: linear', { MinValue: '0', MaxValue: '1000' }, 500],
  ['wide, said to be linear', { MinValue: '0.001', MaxValue: '1', ScalingType: 'Linear' }, 0.5005],
])('the scale of a range that is %s', (_, range, middle) => {
  const [dimension] = tuningPlan(request([{ Name: 'x', ...range }])).dimensions;
  expect(Number(dimension?.textAt(0.5))).toBeCloseTo(middle, 6);
});

test.each([
  ['', '1'],
  ['a', '1'],
  ['0', 'Infinity'],
])('refuses a range from "%s" to "%s"', (MinValue, MaxValue) => {
  expect(() => tuningPlan(request([{ ...x, MinValue, MaxValue }]))).toThrow(
    'hyperparameter x must have numbers as its ends',
  );
});

test('training jobs are numbered, and named anew when a tuning job of the same name starts again', () => {
  const job = { HyperParameterTuningJobName: 'photos', HyperParameterTuningJobArn: 'arn', CreationTime: 1 };
  expect(trainingJobName(job, 0)).toMatch(/^photos-001-[0-9a-f]{8}$/);
  expect(trainingJobName(job, 999)).toMatch(/^photos-1000-[0-9a-f]{8}$/);
  expect(trainingJobName({ ...job, CreationTime: 2 }, 0)).not.toBe(trainingJobName(job, 0));
  expect(trainingJobName({ ...job, HyperParameterTuningJobName: 'x'.repeat(32) }, 999).length).toBeLessThanOrEqual(63);
});

const child = (at: number, change: object) =>
  ({
    TrainingJobName: `photos-00${at}`,
    TrainingJobArn: 'arn',
    HyperParameters: { x: String(at), other: 'y' },
    TrainingJobStatus: 'Completed',
    CreationTime: at,
    FinalMetricDataList: [{ MetricName: 'loss', Value: at, Timestamp: 1 }],
    ...change,
  }) as unknown as Parameters<typeof trainingTrial>[0];

const children = [
  child(1, {}),
  child(2, {}),
  child(3, { FinalMetricDataList: [{ MetricName: 'else', Value: 0 }] }),
  child(4, { TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: x', FinalMetricDataList: undefined }),
  child(5, { TrainingJobStatus: 'Failed', FailureReason: 'InternalServerError: x' }),
  child(6, { TrainingJobStatus: 'Stopped' }),
  child(7, { TrainingJobStatus: 'InProgress' }),
];

test('training jobs are counted by status and objective; the best has the best metric; failed ones teach nothing', () => {
  const least = tuningPlan(request([x]));
  const most = tuningPlan(request([x], 'Maximize'));
  const trials = children.map(one => trainingTrial(one, least));
  expect(counters(trials)).toEqual({
    TrainingJobStatusCounters: { Completed: 3, InProgress: 1, RetryableError: 1, NonRetryableError: 1, Stopped: 1 },
    ObjectiveStatusCounters: { Succeeded: 2, Pending: 1, Failed: 4 },
  });
  expect(bestTrial(trials, least)?.value).toBe(1);
  expect(bestTrial(trials, most)?.value).toBe(2);
  expect(bestTrial([], least)).toBeUndefined();
  expect(samplerTrials(trials, most)).toEqual([
    { choice: { x: '1' }, loss: -1 },
    { choice: { x: '2' }, loss: -2 },
    { choice: { x: '7' }, loss: undefined },
  ]);
});

test('a tuning job is futile after five training jobs without an objective, not before, and never after one with', () => {
  const plan = { ...tuningPlan(request([x])), mostJobs: 20 };
  const failed = (count: number) =>
    Array.from({ length: count }, () => trainingTrial(children[3] as (typeof children)[number], plan));
  const succeeded = trainingTrial(children[0] as (typeof children)[number], plan);
  expect(() => failIfFutile(failed(4), plan)).not.toThrow();
  expect(() => failIfFutile(failed(4), { ...plan, mostJobs: 4 })).toThrow(
    'No training job succeeded after 4 attempts.',
  );
  expect(() => failIfFutile(failed(5), plan)).toThrow(/after 5 attempts\. .* The last: photos-004: AlgorithmError: x$/);
  expect(() => failIfFutile([...failed(9), succeeded], plan)).not.toThrow();
  const silent = trainingTrial(children[2] as (typeof children)[number], plan);
  expect(() => failIfFutile([...failed(4), silent], plan)).toThrow(/^No objective metrics found after running 5/);
});

/** Replaces expressions by what they might be at run time. */
function resolved(value: unknown, parameters: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map(one => resolved(one, parameters));
  if (typeof value !== 'object' || value === null) return value;
  const { Get, ['Std:Join']: joined } = value as { Get?: string; 'Std:Join'?: unknown };
  if (joined) return 's3://bucket/key';
  if (Get !== undefined) return parameters[Get.replace('Parameters.', '')] ?? 's3://bucket/key';
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, parameters)]));
}

test("the product's own tuning step is one that can be played", () => {
  const { Steps, Parameters } = trainingPipeline(planWith({ tuningJobs: 20, hyperParameters: { seed: 3 } }), site);
  const defaults = Object.fromEntries(Parameters.map(({ Name, DefaultValue }) => [Name, DefaultValue]));
  const { Arguments } = Steps.find(({ Name }) => Name === trainingSteps.train) as { Arguments: object };
  const HyperParameterTuningJobName = 'photos';
  const job = {
    HyperParameterTuningJobName,
    ...(resolved(Arguments, defaults) as Omit<CreateTuningJobRequest, 'HyperParameterTuningJobName'>),
  };
  refuseUnsupported(job);
  const plan = tuningPlan(withObjective(job));
  expect([plan.mostJobs, plan.objective.Type, plan.dimensions.map(({ name }) => name).sort()]).toEqual([
    20,
    'Maximize',
    ['hidden_units', 'learning_rate', 'weight_decay'],
  ]);
  const choice = choiceAt(plan.dimensions, [0.5, 0.5, 0.5]);
  const training = trainingRequest(plan, { name: 'photos-001-x', choice, tags: [] });
  expect(training).toMatchObject({
    HyperParameters: { seed: '3', _tuning_objective_metric: 'validation:macro_f1', ...choice },
    EnableNetworkIsolation: true,
    OutputDataConfig: { S3OutputPath: expect.stringMatching(/^s3:/) },
  });
});
