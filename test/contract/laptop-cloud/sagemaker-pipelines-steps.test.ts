import { DeleteEndpointCommand, DescribeEndpointCommand, waitUntilEndpointDeleted } from '@aws-sdk/client-sagemaker';
import { type Json, jsonGet, parameter, stepValue } from '../../../pipeline/definition/expressions';
import { callbackStep, conditionStep, equals, lambdaStep } from '../../../pipeline/definition/steps/control-steps';
import {
  endpointConfigStep,
  endpointStep,
  modelStep,
  transformStep,
} from '../../../pipeline/definition/steps/job-steps';
import { Deployed, functionOf, role as lambdaRole } from './deployed';
import { permit, role, uniqueName } from './iam-world';
import {
  copying,
  definitionOf,
  execute,
  over,
  type PipelineWorld,
  pipeline,
  pipelineStatements,
  pipelineWorld,
  start,
  training,
} from './sagemaker-pipeline-world';
import { get, put, sageMaker, TINY } from './sagemaker-world';

jest.setTimeout(120_000);

const code = `
  exports.handler = async event => {
    if (event.mode === 'throw') throw new RangeError('no such class');
    if (event.mode === 'sleep') await new Promise(resolve => setTimeout(resolve, 20000));
    return { count: 'many' };
  };
`;

const stack = new Deployed('pipeline-steps');
let world: PipelineWorld;
let functionArn: string;
beforeAll(async () => {
  world = await pipelineWorld();
  await put(world.bucket, 'report/report.json', '{"SCORE": 0.75}');
  await stack.create({ Role: lambdaRole, Function: functionOf(code, { Timeout: 2 }) });
  functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${stack.idOf('Function')}`;
});
afterAll(() => stack.destroy());

const call = (mode: string, answers: readonly string[] = []) =>
  lambdaStep({ name: 'Call', functionArn, arguments: { mode }, answers });

const fleet = (): readonly Json[] => [
  {
    VariantName: 'AllTraffic',
    ModelName: stepValue('Model', 'ModelName'),
    InstanceType: 'ml.m5.large',
    InitialInstanceCount: 1,
  },
];

test('models, endpoints and transforms are made of what was trained; an endpoint that exists is updated', async () => {
  const EndpointName = uniqueName('Endpoint');
  const steps = [
    training(world, 'Train'),
    modelStep({
      name: 'Model',
      arguments: {
        ExecutionRoleArn: world.roleArn,
        PrimaryContainer: { Image: TINY, ModelDataUrl: stepValue('Train', 'ModelArtifacts.S3ModelArtifacts') },
      },
    }),
    transformStep({
      name: 'Transform',
      arguments: {
        ModelName: stepValue('Model', 'ModelName'),
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${world.bucket}/data/train` } },
        },
        TransformOutput: { S3OutputPath: `s3://${world.bucket}/transformed` },
        TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      },
    }),
    endpointConfigStep({ name: 'Config', arguments: { ProductionVariants: fleet() } }),
    endpointStep({
      name: 'Endpoint',
      arguments: { EndpointName, EndpointConfigName: stepValue('Config', 'EndpointConfigName') },
    }),
  ];
  const name = await pipeline(world, definitionOf(steps));
  const describe = () => sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
  const first = await over(await start(name));
  expect([first.execution.PipelineExecutionStatus, first.execution.FailureReason]).toEqual(['Succeeded', undefined]);
  for (const kind of ['Model', 'EndpointConfig', 'Endpoint'] as const) {
    const step = first.steps[kind === 'EndpointConfig' ? 'Config' : kind];
    expect(step?.Metadata?.[kind]?.Arn).toMatch(/^arn:aws:sagemaker:/);
  }
  expect(first.steps['Transform']?.Metadata?.TransformJob?.Arn).toContain(':transform-job/pipelines-');
  expect((await get(world.bucket, 'transformed/a.csv.out')).byteLength).toBeGreaterThan(0);
  const before = await describe();
  const second = await over(await start(name));
  expect([second.execution.PipelineExecutionStatus, second.execution.FailureReason]).toEqual(['Succeeded', undefined]);
  const after = await describe();
  expect([after.EndpointStatus, after.CreationTime]).toEqual(['InService', before.CreationTime]);
  expect(after.EndpointConfigName).not.toBe(before.EndpointConfigName);
  await sageMaker.send(new DeleteEndpointCommand({ EndpointName }));
  await waitUntilEndpointDeleted({ client: sageMaker, maxWaitTime: 30, minDelay: 1 }, { EndpointName });
});

describe('a step fails with a reason that tells what to do', () => {
  test.each<[string, () => readonly Parameters<typeof execute>[1][number][], RegExp]>([
    [
      'a container that exits with an error',
      () => [training(world, 'Train', { parameters: { mode: 'fail', failure: 'class Bags is missing' } })],
      /Train: AlgorithmError: class Bags is missing, exit code: 3$/,
    ],
    [
      'a processing container that does',
      () => [copying(world, 'Prepare', { exit: '7' })],
      /Prepare: AlgorithmError: .*exit code: 7$/,
    ],
    [
      'a job that runs too long',
      () => [
        training(world, 'Train', {
          parameters: { mode: 'hang' },
          arguments: { StoppingCondition: { MaxRuntimeInSeconds: 1 } },
        }),
      ],
      /Train: ClientError: pipelines-\w+-Train-\w+ ran longer than MaxRuntimeInSeconds\.$/,
    ],
    ['a function that throws', () => [call('throw')], /Call: ClientError: arn:.* failed\. RangeError: no such class$/],
    ['a function that takes too long', () => [call('sleep')], /Call: ClientError: arn:.* failed\. .*timed out after 2/],
    [
      'a function that leaves out an answer',
      () => [call('', ['score'])],
      /the answer must have score of type String, got only count\.$/,
    ],
    [
      'a function that is not there',
      () => [lambdaStep({ name: 'Call', functionArn: `${functionArn}-x`, arguments: {}, answers: [] })],
      /Call: ClientError: Failed to invoke lambda:InvokeFunction\. Error Details: .*not found/i,
    ],
    [
      'a queue that is not there',
      () => [
        callbackStep({ name: 'Ask', queueUrl: 'http://127.0.0.1/000000000000/nobody', arguments: {}, answers: [] }),
      ],
      /Ask: ClientError: Failed to invoke sqs:SendMessage\. Error Details: .*does not exist/,
    ],
    [
      'a report that was not written',
      () => [
        copying(world, 'Prepare'),
        conditionStep({
          name: 'Good',
          conditions: [equals(jsonGet({ step: 'Prepare', propertyFile: 'Report' }, 'SCORE'), 1)],
          met: [],
          unmet: [],
        }),
      ],
      /Good: ClientError: s3:\/\/.*\/Prepare\/report\.json must be a JSON object in S3 that the pipeline's role can read\. NoSuchKey/,
    ],
    [
      'a job that this laptop cannot run',
      () => [
        training(world, 'Train', {
          arguments: { ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 } },
          retry: [{ ExceptionType: ['SageMaker.RESOURCE_LIMIT'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1 }],
        }),
      ],
      /Train: ClientError: Failed to invoke sagemaker:CreateTrainingJob\. Error Details: .*InstanceCount 1, got 2/,
    ],
  ])('%s', async (_, steps, reason) => {
    const { execution } = await execute(world, steps());
    expect([execution.PipelineExecutionStatus, execution.FailureReason]).toEqual([
      'Failed',
      expect.stringMatching(reason),
    ]);
  });

  test('a request that only this execution makes wrong is refused as SageMaker refuses it', async () => {
    const resources = { InstanceType: parameter('Instance'), InstanceCount: 1, VolumeSizeInGB: 1 };
    const step = training(world, 'Train', { arguments: { ResourceConfig: resources } });
    const name = await pipeline(world, definitionOf([step], [{ Name: 'Instance', Type: 'String' }]));
    const { execution } = await over(await start(name, { PipelineParameters: [{ Name: 'Instance', Value: 'huge' }] }));
    expect(execution.FailureReason).toMatch(
      /sagemaker:CreateTrainingJob\. Error Details: .*'resourceConfig\.instanceType' failed to satisfy constraint/,
    );
  });
});

describe('least privilege: the pipeline fails when its role lacks', () => {
  const wholeReport = () => [
    copying(world, 'Prepare', { from: `s3://${world.bucket}/report` }),
    conditionStep({
      name: 'Good',
      conditions: [equals(jsonGet({ step: 'Prepare', propertyFile: 'Report' }, 'SCORE'), 0.75)],
      met: [],
      unmet: [],
    }),
  ];
  test.each<[string, () => Parameters<typeof execute>[1], RegExp]>([
    ['sagemaker:CreateProcessingJob', wholeReport, /Failed to invoke sagemaker:CreateProcessingJob\..*not authorized/],
    [
      'sagemaker:DescribeProcessingJob',
      wholeReport,
      /Failed to invoke sagemaker:DescribeProcessingJob\..*not authorized/,
    ],
    ['iam:PassRole', wholeReport, /Failed to invoke sagemaker:CreateProcessingJob\..*iam:PassRole/],
    ['s3:GetObject', wholeReport, /report\.json must be .* can read\. AccessDenied/],
    ['lambda:InvokeFunction', () => [call('')], /Failed to invoke lambda:InvokeFunction\..*not authorized/],
  ])('%s', async (action, steps, reason) => {
    const pipelineRole = await role('sagemaker.amazonaws.com', pipelineStatements(world));
    const restricted = { ...world, pipelineRole };
    const name = await pipeline(restricted, definitionOf(steps()));
    await permit(
      pipelineRole,
      pipelineStatements(world).map(statement => ({
        ...statement,
        Action: [statement['Action'] ?? []].flat().map(one => (one === action ? 'none:None' : one)),
      })),
    );
    const { execution } = await over(await start(name));
    expect([execution.PipelineExecutionStatus, execution.FailureReason]).toEqual([
      'Failed',
      expect.stringMatching(reason),
    ]);
    await permit(pipelineRole, pipelineStatements(world));
    expect((await over(await start(name))).execution.PipelineExecutionStatus).toBe('Succeeded');
  });
});
