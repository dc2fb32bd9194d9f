import {
  CreatePipelineCommand,
  DescribePipelineExecutionCommand,
  type DescribePipelineExecutionCommandOutput,
  ListPipelineExecutionStepsCommand,
  type PipelineExecutionStep,
  StartPipelineExecutionCommand,
  type StartPipelineExecutionCommandInput,
} from '@aws-sdk/client-sagemaker';
import type { Step } from '../../../pipeline/definition/definition';
import type { Json, Value } from '../../../pipeline/definition/expressions';
import { processingStep, trainingStep } from '../../../pipeline/definition/steps/job-steps';
import type { JobStepOptions } from '../../../pipeline/definition/steps/step-options';
import type { Statement } from '../../support/role-statements';
import { ACCOUNT, allow, eventually, REGION, role, uniqueName } from './iam-world';
import { type JobWorld, jobWorld, sageMaker, TINY, trainingRequest } from './sagemaker-world';

/** What pipeline tests need: a role of the pipeline beside that of its jobs, and steps of the tiny container. */
export interface PipelineWorld extends JobWorld {
  readonly pipelineRole: string;
}

const arn = (kind: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${kind}`;
const verbs = (resource: string) => ['Create', 'Describe', 'Stop'].map(verb => `sagemaker:${verb}${resource}`);

/** What a pipeline's role takes: its jobs, their role, what it makes, calls and reads. */
export const pipelineStatements = ({ bucket, roleArn }: JobWorld): readonly Statement[] => [
  allow(verbs('ProcessingJob'), arn('processing-job/pipelines-*')),
  allow(verbs('TrainingJob'), arn('training-job/pipelines-*')),
  allow(verbs('TransformJob'), arn('transform-job/pipelines-*')),
  allow('iam:PassRole', roleArn, { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }),
  allow(['sagemaker:CreateModel', 'sagemaker:DescribeModel'], arn('model/*')),
  allow(['sagemaker:CreateEndpointConfig', 'sagemaker:DescribeEndpointConfig'], arn('endpoint-config/*')),
  allow(
    ['Create', 'Update', 'Describe'].map(verb => `sagemaker:${verb}Endpoint`),
    [arn('endpoint/*'), arn('endpoint-config/*')],
  ),
  allow(['sagemaker:CreateModelPackage', 'sagemaker:DescribeModelPackage'], arn('model-package/*')),
  allow('lambda:InvokeFunction', '*'),
  allow('sqs:SendMessage', '*'),
  allow('s3:GetObject', `arn:aws:s3:::${bucket}/*`),
  // Without it a missing object can't be told from a forbidden one.
  allow('s3:ListBucket', `arn:aws:s3:::${bucket}`),
];

export async function pipelineWorld(): Promise<PipelineWorld> {
  const jobs = await jobWorld();
  return { ...jobs, pipelineRole: await role('sagemaker.amazonaws.com', pipelineStatements(jobs)) };
}

type Options = Omit<JobStepOptions, 'name'>;
type Fields = Readonly<Record<string, Json>>;

/** Copies the objects below `from` in capitals. */
export function copying(world: PipelineWorld, name: string, options: Options & { from?: Value; exit?: string } = {}) {
  const { from = `s3://${world.bucket}/data/train`, exit, ...rest } = options;
  const [input, output] = ['/opt/ml/processing/input', '/opt/ml/processing/output'];
  return processingStep({
    name,
    arguments: {
      AppSpecification: { ImageUri: TINY, ContainerArguments: ['process', input, output, ...(exit ? [exit] : [])] },
      RoleArn: world.roleArn,
      ProcessingInputs: [
        { InputName: 'in', S3Input: { S3Uri: from, LocalPath: input, S3DataType: 'S3Prefix', S3InputMode: 'File' } },
      ],
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: 'out',
            S3Output: {
              S3Uri: {
                'Std:Join': {
                  On: '/',
                  Values: [`s3://${world.bucket}/runs`, { Get: 'Execution.PipelineExecutionId' }, name],
                },
              },
              LocalPath: output,
              S3UploadMode: 'EndOfJob',
            },
          },
        ],
      },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
    },
    files: [{ PropertyFileName: 'Report', OutputName: 'out', FilePath: 'report.json' }],
    ...rest,
  });
}

/** Trains with the tiny container, whose hyper-parameters say what it does. */
export function training(
  world: PipelineWorld,
  name: string,
  options: Options & { parameters?: Fields; arguments?: Fields } = {},
) {
  const { parameters = {}, arguments: change = {}, ...rest } = options;
  const { TrainingJobName: _, ...request } = trainingRequest(world) as unknown as Record<string, Json>;
  return trainingStep({ name, arguments: { ...request, HyperParameters: parameters, ...change }, ...rest });
}

export const definitionOf = (steps: readonly Step[], parameters: readonly Json[] = []) =>
  JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters: parameters, Steps: steps });

/** Creates a pipeline and returns its name. */
export async function pipeline(world: PipelineWorld, definition: string): Promise<string> {
  const PipelineName = uniqueName('Pipeline');
  const request = { PipelineName, RoleArn: world.pipelineRole, PipelineDefinition: definition };
  await sageMaker.send(new CreatePipelineCommand(request));
  return PipelineName;
}

export async function start(PipelineName: string, change: Partial<StartPipelineExecutionCommandInput> = {}) {
  const command = new StartPipelineExecutionCommand({ PipelineName, ...change });
  return (await sageMaker.send(command)).PipelineExecutionArn ?? '';
}

export const describeExecution = (PipelineExecutionArn: string) =>
  sageMaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn }));

export interface EndedExecution {
  readonly execution: DescribePipelineExecutionCommandOutput;
  /** By name. */
  readonly steps: Readonly<Record<string, PipelineExecutionStep>>;
  /** In the order in which they were started. */
  readonly order: readonly string[];
}

export async function stepsOf(PipelineExecutionArn: string): Promise<readonly PipelineExecutionStep[]> {
  const command = new ListPipelineExecutionStepsCommand({ PipelineExecutionArn, SortOrder: 'Ascending' });
  return (await sageMaker.send(command)).PipelineExecutionSteps ?? [];
}

/** The execution and its steps, once it is over. */
export async function over(executionArn: string, seconds = 40): Promise<EndedExecution> {
  const execution = await eventually(async () => {
    const found = await describeExecution(executionArn);
    return ['Executing', 'Stopping'].includes(found.PipelineExecutionStatus ?? '') ? undefined : found;
  }, seconds);
  const steps = await stepsOf(executionArn);
  const order = steps.map(({ StepName = '' }) => StepName);
  return { execution, order, steps: Object.fromEntries(steps.map(step => [step.StepName ?? '', step])) };
}

/** Creates a pipeline of these steps, executes it and waits for its end. */
export async function execute(world: PipelineWorld, steps: readonly Step[]): Promise<EndedExecution> {
  return over(await start(await pipeline(world, definitionOf(steps))));
}
