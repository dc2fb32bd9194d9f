import { CreateModelPackageGroupCommand, DescribeModelPackageCommand } from '@aws-sdk/client-sagemaker';
import {
  execution,
  jsonGet,
  outputParameter,
  parameter,
  processingOutput,
  stepValue,
} from '../../../pipeline/definition/expressions';
import { conditionStep, equals, failStep, lambdaStep } from '../../../pipeline/definition/steps/control-steps';
import { registerModelStep } from '../../../pipeline/definition/steps/job-steps';
import { Deployed, functionOf, role } from './deployed';
import { uniqueName } from './iam-world';
import {
  copying,
  definitionOf,
  execute,
  over,
  type PipelineWorld,
  pipeline,
  pipelineWorld,
  start,
  training,
} from './sagemaker-pipeline-world';
import { put, sageMaker, TINY } from './sagemaker-world';

jest.setTimeout(90_000);

const code = `
  exports.handler = async event => {
    if (event.fail) throw new RangeError('no such class');
    return { verdict: 'register', score: event.score * 2, isNew: true, echo: JSON.stringify(event) };
  };
`;

const stack = new Deployed('pipeline-function');
let world: PipelineWorld;
let functionArn: string;
beforeAll(async () => {
  world = await pipelineWorld();
  await put(world.bucket, 'report/report.json', '{"SCORE": 0.75, "BY": [{"N": 3}]}');
  await stack.create({ Role: role, Function: functionOf(code, { FunctionName: uniqueName('gate') }) });
  functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${stack.idOf('Function')}`;
});
afterAll(() => stack.destroy());

const judge = (name: string, given: Record<string, string | number>) =>
  lambdaStep({ name, functionArn, arguments: given, answers: ['verdict', 'score', 'echo'] });

test('a pipeline prepares, trains, judges and registers', async () => {
  const ModelPackageGroupName = uniqueName('Group');
  await sageMaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
  const register = registerModelStep({
    name: 'Register',
    arguments: {
      ModelPackageGroupName,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: TINY, ModelDataUrl: stepValue('Train', 'ModelArtifacts.S3ModelArtifacts') }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
      CustomerMetadataProperties: {
        score: outputParameter('Judge', 'score'),
        correlationId: parameter('CorrelationId'),
        execution: execution('PipelineExecutionId'),
      },
    },
  });
  const channel = {
    ChannelName: 'train',
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: processingOutput('Prepare', 'out') } },
  };
  const steps = [
    copying(world, 'Prepare'),
    copying(world, 'Report', { from: `s3://${world.bucket}/report` }),
    training(world, 'Train', {
      parameters: { answer: parameter('Answer') },
      arguments: { InputDataConfig: [channel] },
    }),
    judge('Judge', {
      score: jsonGet({ step: 'Report', propertyFile: 'Report' }, 'SCORE') as never,
      job: stepValue('Train', 'TrainingJobName') as never,
    }),
    conditionStep({
      name: 'Passed',
      conditions: [
        equals(outputParameter('Judge', 'verdict'), 'register'),
        {
          Type: 'GreaterThanOrEqualTo',
          LeftValue: jsonGet({ step: 'Report', propertyFile: 'Report' }, 'BY[0].N'),
          RightValue: parameter('Least'),
        },
      ],
      met: [register],
      unmet: [failStep('Refused', 'not reached')],
    }),
  ];
  const parameters = [
    { Name: 'Answer', Type: 'String', DefaultValue: '42' },
    { Name: 'CorrelationId', Type: 'String' },
    { Name: 'Least', Type: 'Integer', DefaultValue: 3 },
  ];
  const name = await pipeline(world, definitionOf(steps, parameters));
  const arn = await start(name, { PipelineParameters: [{ Name: 'CorrelationId', Value: 'c-1' }] });
  const { execution: ended, steps: made, order } = await over(arn);
  expect([ended.PipelineExecutionStatus, ended.FailureReason]).toEqual(['Succeeded', undefined]);
  expect(order).toEqual(['Prepare', 'Report', 'Train', 'Judge', 'Passed', 'Register']);
  const id = arn.split('/').at(-1);
  expect(made['Train']?.Metadata?.TrainingJob?.Arn).toMatch(
    new RegExp(`:training-job/pipelines-${id}-train-[a-z0-9]{10}$`),
  );
  expect(made['Passed']?.Metadata).toEqual({ Condition: { Outcome: 'True' } });
  expect(made['Judge']?.Metadata?.Lambda).toMatchObject({
    Arn: functionArn,
    OutputParameters: expect.arrayContaining([{ Name: 'score', Value: '1.5' }]),
  });
  const version = await sageMaker.send(
    new DescribeModelPackageCommand({ ModelPackageName: made['Register']?.Metadata?.RegisterModel?.Arn }),
  );
  expect(version.CustomerMetadataProperties).toEqual({ score: '1.5', correlationId: 'c-1', execution: id });
});

test('a Fail step ends the execution with its message', async () => {
  const { execution: ended, steps } = await execute(world, [
    failStep('Refused', { 'Std:Join': { On: ' ', Values: ['refused in', execution('PipelineName')] } }),
  ]);
  expect([ended.PipelineExecutionStatus, ended.FailureReason]).toEqual([
    'Failed',
    expect.stringMatching(/^refused in Pipeline-/),
  ]);
  expect(steps['Refused']?.Metadata?.Fail?.ErrorMessage).toBe(ended.FailureReason);
});
