import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateModelPackageGroupCommand,
  CreatePipelineCommand,
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  CreateTransformJobCommand,
} from '@aws-sdk/client-sagemaker';
import { refusalOf } from './iam-world';
import { type JobWorld, jobWorld, sageMaker, trainingRequest } from './sagemaker-world';

jest.setTimeout(60_000);

let world: JobWorld;
beforeAll(async () => {
  world = await jobWorld();
});

const long = (length: number) => 'x'.repeat(length + 1);
const resources = { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large' as const, VolumeSizeInGB: 1 } };

/** Each kind's longest name, and a request whose name is longer by one. */
const kinds: readonly (readonly [string, number, () => any])[] = [
  [
    'processing job',
    63,
    () =>
      new CreateProcessingJobCommand({
        ProcessingJobName: long(63),
        RoleArn: world.roleArn,
        AppSpecification: { ImageUri: 'a' },
        ProcessingResources: resources,
      }),
  ],
  [
    'model',
    63,
    () =>
      new CreateModelCommand({
        ModelName: long(63),
        ExecutionRoleArn: world.roleArn,
        PrimaryContainer: { Image: 'a' },
      }),
  ],
  [
    'endpoint configuration',
    63,
    () =>
      new CreateEndpointConfigCommand({
        EndpointConfigName: long(63),
        ProductionVariants: [
          { VariantName: 'V', ModelName: 'm', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 },
        ],
      }),
  ],
  ['endpoint', 63, () => new CreateEndpointCommand({ EndpointName: long(63), EndpointConfigName: 'c' })],
  ['model package group', 63, () => new CreateModelPackageGroupCommand({ ModelPackageGroupName: long(63) })],
  [
    'pipeline',
    256,
    () =>
      new CreatePipelineCommand({
        PipelineName: long(256),
        RoleArn: world.roleArn,
        PipelineDefinition: '{}',
        ClientRequestToken: 'x'.repeat(32),
      }),
  ],
  [
    'transform job',
    63,
    () =>
      new CreateTransformJobCommand({
        TransformJobName: long(63),
        ModelName: 'm',
        TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/k' } } },
        TransformOutput: { S3OutputPath: 's3://b/o' },
        TransformResources: { InstanceCount: 1, InstanceType: 'ml.m5.large' },
      }),
  ],
];

test.each(kinds)('a %s name may have %i characters, not one more', async (_, length, command) => {
  const refusal = await refusalOf(sageMaker.send(command()));
  expect(refusal).toMatch(/^ValidationException: \d validation errors? detected: /);
  expect(refusal).toContain(`Member must have length less than or equal to ${length}`);
});

test.each([
  [
    '101 hyper-parameters',
    { HyperParameters: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`p${at}`, '1'])) },
    100,
  ],
  ['a hyper-parameter of 2,501 characters', { HyperParameters: { text: long(2500) } }, 2500],
  ['51 tags', { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' })) }, 50],
])('a training job with %s is refused', async (_, change, limit) => {
  const refusal = await refusalOf(sageMaker.send(new CreateTrainingJobCommand(trainingRequest(world, change))));
  expect(refusal).toContain(`Member must have length less than or equal to ${limit}`);
});
