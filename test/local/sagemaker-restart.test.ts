import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateHyperParameterTuningJobCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeEndpointCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { clientEnvironment } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { isRunning, signalProcess } from '../../local/cloud/processes';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(180_000);

const cloud = new TestCloud();
const before = { ...process.env };
afterAll(async () => {
  process.env = before;
  await cloud.remove();
});

/** Tunes a parameter that the container doesn't read. */
async function startTuning(client: SageMakerClient, training: CreateTrainingJobCommandInput) {
  const { TrainingJobName: _, HyperParameters, AlgorithmSpecification, ...rest } = training;
  const named = { HyperParameterTuningJobName: 'Tuned' };
  await client.send(
    new CreateHyperParameterTuningJobCommand({
      ...named,
      HyperParameterTuningJobConfig: {
        Strategy: 'Random',
        HyperParameterTuningJobObjective: { Type: 'Minimize', MetricName: 'loss' },
        ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 1 },
        ParameterRanges: { CategoricalParameterRanges: [{ Name: 'answer', Values: ['1', '2'] }] },
      },
      TrainingJobDefinition: {
        ...(rest as Required<typeof rest>),
        AlgorithmSpecification: {
          TrainingInputMode: 'File',
          TrainingImage: AlgorithmSpecification?.TrainingImage,
          MetricDefinitions: [{ Name: 'loss', Regex: 'loss=(.+);' }],
        },
        StaticHyperParameters: HyperParameters,
      },
    }),
  );
  return named;
}

test('after a kill, a running job is failed with a reason and an endpoint serves again; nothing is left running', async () => {
  const { endpoint } = await cloud.up('--port', String(await freePort()));
  Object.assign(process.env, clientEnvironment(cloud.paths, endpoint), { EVERLOOP_TEST_ENDPOINT: endpoint });
  // Its clients read the endpoint when they are made.
  const { ended, eventually, jobWorld, startTraining, TINY, trainingRequest } = await import(
    '../contract/laptop-cloud/sagemaker-world'
  );
  const sageMaker = new SageMakerClient({ endpoint });
  const runtime = new SageMakerRuntimeClient({ endpoint });
  const world = await jobWorld();
  const ModelDataUrl = (await ended(await startTraining(world))).ModelArtifacts?.S3ModelArtifacts;
  const named = { ModelName: 'Photos', EndpointConfigName: 'Photos', EndpointName: 'Photos' };
  const PrimaryContainer = { Image: TINY, ModelDataUrl };
  await sageMaker.send(new CreateModelCommand({ ...named, ExecutionRoleArn: world.roleArn, PrimaryContainer }));
  const variant = {
    VariantName: 'All',
    ModelName: 'Photos',
    InstanceType: 'ml.m5.large' as const,
    InitialInstanceCount: 1,
  };
  await sageMaker.send(new CreateEndpointConfigCommand({ ...named, ProductionVariants: [variant] }));
  await sageMaker.send(new CreateEndpointCommand(named));
  const settled = () =>
    eventually(async () => {
      const photos = await sageMaker.send(new DescribeEndpointCommand(named));
      return /ing$/.test(photos.EndpointStatus ?? '') ? undefined : [photos.EndpointStatus, photos.FailureReason];
    }, 30);
  expect(await settled()).toEqual(['InService', undefined]);
  const TrainingJobName = 'Hanging';
  const hanging = trainingRequest(world, { TrainingJobName, HyperParameters: { mode: 'deaf' } });
  await sageMaker.send(new CreateTrainingJobCommand(hanging));
  const describe = () => sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
  const tuned = await startTuning(sageMaker, hanging);
  await eventually(async () => ((await describe()).SecondaryStatus === 'Training' ? true : undefined));

  const { service } = cloud.record;
  signalProcess(service.pid, 'SIGKILL');
  await eventually(async () => (isRunning(service) ? undefined : true));
  await cloud.up();
  expect(await describe()).toMatchObject({
    TrainingJobStatus: 'Failed',
    SecondaryStatus: 'Failed',
    FailureReason: 'InternalServerError: the laptop cloud was stopped while the job ran; start the job again',
  });
  expect(await sageMaker.send(new DescribeHyperParameterTuningJobCommand(tuned))).toMatchObject({
    HyperParameterTuningJobStatus: 'Failed',
    FailureReason:
      'InternalServerError: the laptop cloud was stopped while the tuning job ran; start the tuning job again',
    TrainingJobStatusCounters: { InProgress: 0, RetryableError: 1 },
  });
  expect(await settled()).toEqual(['InService', undefined]);
  const { Body } = await runtime.send(new InvokeEndpointCommand({ ...named, Body: 'x' }));
  expect(JSON.parse(new TextDecoder().decode(Body)).lines).toEqual(['x']);

  expect((await cloud.run('down', '--quiet')).code).toBe(0);
  expect(cloud.processes).toEqual([]);
  for (const client of [sageMaker, runtime]) client.destroy();
});
