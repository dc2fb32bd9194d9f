import { DescribeModelCommand } from '@aws-sdk/client-sagemaker';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Statement } from '../../support/role-statements';
import { ACCOUNT, allow, clientOf, eventually, permit, REGION, role, uniqueName } from './iam-world';
import { put, sageMaker, TINY } from './sagemaker-world';
import { type ServingWorld, servingWorld } from './serving-world';

jest.setTimeout(120_000);

const sfn = new SFNClient(clientOf());
const arnOf = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
let world: ServingWorld;
beforeAll(async () => {
  world = await servingWorld();
  await put(world.bucket, 'one/a.txt', 'one');
  await put(world.bucket, 'bad/b.txt', 'bad');
});

/** Runs one task to its end. */
async function outcomeOf(integration: string, Arguments: object, roleArn: string) {
  const name = uniqueName('task');
  const Resource = `arn:aws:states:::${integration}`;
  const States = { Task: { Type: 'Task', Resource, Arguments, End: true } };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Task', States });
  await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  const stateMachineArn = arnOf('states', `stateMachine:${name}`);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return eventually(async () => {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  }, 60);
}

const rights = (): Statement[] => [
  allow(['sagemaker:CreateModel', 'sagemaker:DeleteModel'], arnOf('sagemaker', 'model/*')),
  allow('iam:PassRole', world.roleArn),
  allow('sagemaker:CreateTransformJob', arnOf('sagemaker', 'transform-job/*')),
  allow('sagemaker:DescribeTransformJob', arnOf('sagemaker', 'transform-job/*')),
];

it('a workflow makes a model, waits for a transform job, learns why one failed, and removes the model', async () => {
  const roleArn = await role('states.amazonaws.com', rights());
  const ModelName = uniqueName('Model');
  const PrimaryContainer = { Image: TINY, ModelDataUrl: world.modelData };
  const asked = { ModelName, ExecutionRoleArn: world.roleArn, PrimaryContainer };
  expect(await outcomeOf('sagemaker:createModel', asked, roleArn)).toMatchObject({ status: 'SUCCEEDED' });
  const job = (folder: string) => ({
    TransformJobName: uniqueName('transform'),
    ModelName,
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${world.bucket}/${folder}/` } },
      ContentType: 'text/plain',
      SplitType: 'Line',
    },
    TransformOutput: { S3OutputPath: `s3://${world.bucket}/task/${folder}`, AssembleWith: 'Line' },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  });
  const done = await outcomeOf('sagemaker:createTransformJob.sync', job('one'), roleArn);
  expect(JSON.parse(done.output ?? '{}')).toMatchObject({ TransformJobStatus: 'Completed', ModelName });
  const failed = await outcomeOf('sagemaker:createTransformJob.sync', job('bad'), roleArn);
  expect(failed).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(JSON.parse(failed.cause ?? '{}').FailureReason).toContain('this is no picture');
  const gone = await outcomeOf('aws-sdk:sagemaker:deleteModel', { ModelName }, roleArn);
  expect(gone).toMatchObject({ status: 'SUCCEEDED' });
  await expect(sageMaker.send(new DescribeModelCommand({ ModelName }))).rejects.toThrow('Could not find model');
});

it('acts with the rights of its role, and names a refusal as the integration does', async () => {
  const roleArn = await role('states.amazonaws.com', []);
  const asked = { ModelName: uniqueName('Model'), ExecutionRoleArn: world.roleArn, PrimaryContainer: { Image: TINY } };
  const refused = await outcomeOf('sagemaker:createModel', asked, roleArn);
  expect(refused).toMatchObject({ error: 'SageMaker.AmazonSageMakerException' });
  expect(refused.cause).toContain('sagemaker:CreateModel');
  await permit(roleArn, rights());
  expect(await outcomeOf('sagemaker:createModel', asked, roleArn)).toMatchObject({ status: 'SUCCEEDED' });
  const again = await outcomeOf('sagemaker:createModel', asked, roleArn);
  expect(again).toMatchObject({ error: 'SageMaker.AmazonSageMakerException' });
  expect(again.cause).toContain('Cannot create already existing model');
});
