import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { fileInZip } from '../../../local/codepipeline/artifacts/zip';
import {
  action,
  create,
  declaration,
  firstExecution,
  over,
  putObject,
  runOf,
  type SourceWorld,
  source,
  sourceWorld,
  start,
  zip,
} from './codepipeline-world';
import { ACCOUNT, allow, clientOf, REGION, role, uniqueName } from './iam-world';
import { get } from './sagemaker-world';

jest.setTimeout(60_000);

const client = new CloudFormationClient(clientOf());
let world: SourceWorld;
beforeAll(async () => {
  const { bucket, version } = await sourceWorld();
  const roleArn = await role('codepipeline.amazonaws.com', [
    allow(['s3:GetObject*', 's3:GetBucket*', 's3:PutObject'], [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
    allow('cloudformation:*', `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/piped-*`),
    allow('sqs:*', '*'),
  ]);
  world = { bucket, version, roleArn };
});

/** A queue whose delay is a parameter; as many outputs as make a template of that size. */
const template = (bytes = 0) =>
  JSON.stringify({
    Parameters: { Delay: { Type: 'String' }, Bucket: { Type: 'String', Default: '-' } },
    Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: { Ref: 'Delay' } } } },
    Outputs: { Delay: { Value: { Ref: 'Delay' } }, Bucket: { Value: { Ref: 'Bucket' } } },
    Description: 'x'.repeat(Math.min(bytes, 1000)),
    Metadata: { Filling: 'x'.repeat(bytes) },
  });

const stackStatus = async (StackName: string) => {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
  } catch {
    return undefined;
  }
};

async function sourceOf(files: Readonly<Record<string, string>>): Promise<object> {
  const key = `${uniqueName('template')}.zip`;
  await putObject(world.bucket, key, zip(files));
  return source(world, { S3ObjectKey: key });
}

const cloudFormation = (name: string, configuration: Readonly<Record<string, string>>, rest: object = {}) =>
  action(name, 'Deploy/CloudFormation', configuration, { inputArtifacts: [{ name: 'Source' }], ...rest });

async function pipelineOf(files: Readonly<Record<string, string>>, actions: readonly object[]): Promise<string> {
  const stages = [
    { name: 'Source', actions: [await sourceOf(files)] },
    { name: 'Deploy', actions },
  ];
  return create(declaration(world, {}, { stages, variables: [{ name: 'Delay', defaultValue: '3' }] }));
}

const deploy = (StackName: string, more: Readonly<Record<string, string>> = {}, rest: object = {}) =>
  cloudFormation(
    'Deploy',
    {
      ActionMode: 'CREATE_UPDATE',
      StackName,
      TemplatePath: 'Source::template.json',
      ParameterOverrides: JSON.stringify({
        Delay: '#{variables.Delay}',
        Bucket: { 'Fn::GetArtifactAtt': ['Source', 'BucketName'] },
      }),
      ...more,
    },
    { namespace: 'Stack', ...rest },
  );

test('a stack is made, then changed, then left alone; its outputs are variables and a file', async () => {
  const StackName = uniqueName('piped');
  const rest = { outputArtifacts: [{ name: 'Outputs' }] };
  const name = await pipelineOf({ 'template.json': template() }, [
    deploy(StackName, { OutputFileName: 'out.json' }, rest),
  ]);
  const first = await over(name, await firstExecution(name));
  expect(first.status).toBe('Succeeded');
  const { output } = await runOf(name, first.pipelineExecutionId, 'Deploy');
  expect(output.outputVariables).toEqual({ Delay: '3', Bucket: world.bucket });
  const { bucket, key } = output.outputArtifacts[0].s3location;
  expect(JSON.parse(Buffer.from(fileInZip(await get(bucket, key), 'out.json') ?? []).toString())).toEqual(
    output.outputVariables,
  );
  expect(await stackStatus(StackName)).toBe('CREATE_COMPLETE');

  const variables = [{ name: 'Delay', value: '5' }];
  const second = await over(name, await start(name, { variables }));
  expect((await runOf(name, second.pipelineExecutionId, 'Deploy')).output.outputVariables.Delay).toBe('5');
  expect(await stackStatus(StackName)).toBe('UPDATE_COMPLETE');
  expect((await over(name, await start(name, { variables }))).status).toBe('Succeeded');
  await client.send(new DeleteStackCommand({ StackName }));
});

test('a template above the limit of a request comes from the artifact bucket', async () => {
  const StackName = uniqueName('piped');
  const name = await pipelineOf({ 'template.json': template(60_000) }, [deploy(StackName)]);
  expect((await over(name, await firstExecution(name))).status).toBe('Succeeded');
  await client.send(new DeleteStackCommand({ StackName }));
});

test('a change set is made, executed and, when it holds nothing, passed over; a stack is deleted', async () => {
  const StackName = uniqueName('piped');
  const named = { StackName, ChangeSetName: 'changes' };
  const files = {
    'template.json': template(),
    'settings.json': JSON.stringify({ Parameters: { Delay: '7' }, Tags: { team: 'photos' } }),
  };
  const made = {
    ActionMode: 'CHANGE_SET_REPLACE',
    TemplatePath: 'Source::template.json',
    TemplateConfiguration: 'Source::settings.json',
  };
  const name = await pipelineOf(files, [
    cloudFormation('Prepare', { ...named, ...made }),
    cloudFormation('Execute', { ...named, ActionMode: 'CHANGE_SET_EXECUTE' }, { runOrder: 2, namespace: 'Stack' }),
    action('Note', 'Invoke/StepFunctions', { StateMachineArn: 'arn:aws:states:#{Stack.Delay}' }, { runOrder: 3 }),
  ]);
  const first = await over(name, await firstExecution(name));
  const note = await runOf(name, first.pipelineExecutionId, 'Note');
  expect(note.input.resolvedConfiguration.StateMachineArn).toBe('arn:aws:states:7');
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  expect(Stacks[0]).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Tags: [{ Key: 'team', Value: 'photos' }] });

  const second = await over(name, await start(name));
  const { output } = await runOf(name, second.pipelineExecutionId, 'Prepare');
  expect(output.executionResult.externalExecutionSummary).toBe('Change set contains no changes');
  expect((await runOf(name, second.pipelineExecutionId, 'Execute')).status).toBe('Succeeded');

  const deletion = action('Delete', 'Deploy/CloudFormation', { ActionMode: 'DELETE_ONLY', StackName });
  const remover = await create(declaration(world, { Delete: [deletion] }));
  expect((await over(remover, await firstExecution(remover))).status).toBe('Succeeded');
  expect(await stackStatus(StackName)).toBeUndefined();
  expect((await over(remover, await start(remover))).status).toBe('Succeeded');
});

test('a stack that fails fails the action with the reasons of its resources', async () => {
  const StackName = uniqueName('piped');
  const broken = JSON.stringify({
    Resources: { Group: { Type: 'AWS::SageMaker::ModelPackageGroup', Properties: { ModelPackageGroupName: 'a b' } } },
  });
  const name = await pipelineOf({ 'template.json': broken }, [deploy(StackName, { ParameterOverrides: '{}' })]);
  const done = await over(name, await firstExecution(name));
  const { errorDetails } = (await runOf(name, done.pipelineExecutionId, 'Deploy')).output.executionResult;
  expect(errorDetails).toEqual({
    code: 'JobFailed',
    message: expect.stringMatching(/is ROLLBACK_COMPLETE\. .*Group: .*modelPackageGroupName/s),
  });
  // What failed stays, and is replaced if that is asked for.
  const again = deploy(StackName, { ActionMode: 'REPLACE_ON_FAILURE' });
  const other = await pipelineOf({ 'template.json': template() }, [again]);
  expect((await over(other, await firstExecution(other))).status).toBe('Succeeded');
  await client.send(new DeleteStackCommand({ StackName }));
});

test.each([
  [
    'a file that is not there',
    { TemplatePath: 'Source::none.json' },
    /File \[none\.json\] does not exist in artifact \[Source\]/,
  ],
  [
    'an artifact that is not there',
    { TemplatePath: 'Other::template.json' },
    /Artifact Other must be an input artifact/,
  ],
  ['a strange mode', { ActionMode: 'CREATE' }, /ActionMode must be one of CREATE_UPDATE/],
])('%s fails the action', async (_, change, reason) => {
  const name = await pipelineOf({ 'template.json': template() }, [deploy(uniqueName('piped'), change)]);
  const done = await over(name, await firstExecution(name));
  const { errorDetails } = (await runOf(name, done.pipelineExecutionId, 'Deploy')).output.executionResult;
  expect(errorDetails).toEqual({ code: 'ConfigurationError', message: expect.stringMatching(reason) });
});
