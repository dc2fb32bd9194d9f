import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateModelPackageCommand, ListModelPackagesCommand } from '@aws-sdk/client-sagemaker';
import { deleteVersions } from '../../cli/deployment/delete-versions';
import { stopExecutions } from '../../cli/deployment/stop-executions';
import type { DeployTarget } from '../../cli/deployment/target';
import config from '../../everloop.config';
import { cloudPaths } from '../../local/cloud/paths';
import { connection, eventually, unique } from '../contract/laptop-cloud/deployed';
import {
  definitionOf,
  describeExecution,
  pipelineWorld,
  start,
  stepsOf,
  training,
} from '../contract/laptop-cloud/sagemaker-pipeline-world';
import { sageMaker, TINY } from '../contract/laptop-cloud/sagemaker-world';

jest.setTimeout(120_000);

const stacks = new CloudFormationClient(connection);
const environmentName = unique('gone');
const StackName = `${config.project}-${environmentName}-Training`;
const [group, pipeline] = [unique('group'), unique('pipeline')];
const environment = config.environments['local'];
if (!environment) throw new Error('the configuration must have the environment local');
const target: DeployTarget = {
  paths: cloudPaths(),
  environmentName,
  environment,
  endpoint: connection.endpoint,
  signal: new AbortController().signal,
};
const waiting = { client: stacks, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

beforeAll(async () => {
  const world = await pipelineWorld();
  const hanging = training(world, 'Hang', { parameters: { mode: 'hang' } });
  const Resources = {
    Group: { Type: 'AWS::SageMaker::ModelPackageGroup', Properties: { ModelPackageGroupName: group } },
    Pipeline: {
      Type: 'AWS::SageMaker::Pipeline',
      Properties: {
        PipelineName: pipeline,
        RoleArn: world.pipelineRole,
        PipelineDefinition: { PipelineDefinitionBody: definitionOf([hanging]) },
      },
    },
  };
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
  await waitUntilStackCreateComplete(waiting, { StackName });
});

const noReport = () => undefined;

async function register(): Promise<void> {
  const InferenceSpecification = { Containers: [{ Image: TINY, ModelDataUrl: 's3://models/model.tar.gz' }] };
  await sageMaker.send(new CreateModelPackageCommand({ ModelPackageGroupName: group, InferenceSpecification }));
}

test('a stack with versions and a training under way can be deleted after both were dealt with', async () => {
  const execution = await start(pipeline);
  await eventually(async () => (await stepsOf(execution)).find(step => step.StepStatus === 'Executing'));
  for (let count = 0; count < 3; count++) await register();

  expect(await stopExecutions(target, noReport)).toBe(1);
  expect(await describeExecution(execution)).toMatchObject({ PipelineExecutionStatus: 'Stopped' });
  expect(await stopExecutions(target, noReport)).toBe(0);
  expect(await deleteVersions(target, noReport)).toBe(3);
  const left = await sageMaker.send(new ListModelPackagesCommand({ ModelPackageGroupName: group }));
  expect(left.ModelPackageSummaryList).toEqual([]);

  await stacks.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(waiting, { StackName });
});

test('an environment without stacks holds neither', async () => {
  const nowhere = { ...target, environmentName: unique('never') };
  expect(await deleteVersions(nowhere, noReport)).toBe(0);
  expect(await stopExecutions(nowhere, noReport)).toBe(0);
});
