import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  action,
  approval,
  callPipeline,
  execution,
  firstExecution,
  over,
  runOf,
  type SourceWorld,
  sourceWorld,
  stopFirst,
} from './codepipeline-world';
import { Deployed } from './deployed';
import { allow, clientOf, eventually, refusalOf, role, uniqueName } from './iam-world';

jest.setTimeout(120_000);

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The template's form of what the API takes. */
function templateOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(templateOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [capital(key), key === 'configuration' ? one : templateOf(one)]),
  );
}

const object = () =>
  action(
    'Object',
    'Source/S3',
    // Templates may hold booleans.
    { S3Bucket: world.bucket, S3ObjectKey: 'source.zip', PollForSourceChanges: false as never },
    { outputArtifacts: [{ name: 'Source' }] },
  );

const properties = (stage: string, more: object = {}) => ({
  RoleArn: world.roleArn,
  ArtifactStore: { Type: 'S3', Location: world.bucket },
  PipelineType: 'V2',
  Variables: [{ Name: 'Model', DefaultValue: 'none' }],
  Stages: templateOf([
    { name: 'Source', actions: [object()] },
    { name: stage, actions: [approval('Person', { runOrder: '1' })] },
  ]),
  Tags: [{ Key: 'team', Value: 'photos' }],
  ...more,
});

const pipeline = (stage: string, more: object = {}) => ({
  Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: properties(stage, more) },
});

test('a stack makes a pipeline and starts it, changes it in place, restarts it if asked, and deletes it', async () => {
  const stack = new Deployed('pipeline');
  await stack.create(pipeline('Approve'));
  const name = stack.idOf('Pipeline');
  const first = await callPipeline('GetPipeline', { name });
  expect(first.pipeline).toMatchObject({ version: 1, pipelineType: 'V2', stages: [{}, { name: 'Approve' }] });
  expect(first.pipeline.stages[0].actions[0].configuration.PollForSourceChanges).toBe('false');
  const resourceArn = first.metadata.pipelineArn;
  expect((await callPipeline('ListTagsForResource', { resourceArn })).tags).toEqual([{ key: 'team', value: 'photos' }]);
  await eventually(async () =>
    (await callPipeline('GetPipelineState', { name })).stageStates[1].latestExecution ? true : undefined,
  );

  await stack.update(
    pipeline('Decide', {
      RestartExecutionOnUpdate: true,
      Tags: [{ Key: 'team', Value: 'b' }],
      DisableInboundStageTransitions: [{ StageName: 'Decide', Reason: 'not yet' }],
    }),
  );
  expect(stack.idOf('Pipeline')).toBe(name);
  expect((await callPipeline('GetPipeline', { name })).pipeline).toMatchObject({
    version: 2,
    stages: [{}, { name: 'Decide' }],
  });
  expect((await callPipeline('GetPipeline', { name, version: 1 })).pipeline.stages[1].name).toBe('Approve');
  expect((await callPipeline('ListTagsForResource', { resourceArn })).tags).toEqual([{ key: 'team', value: 'b' }]);
  // The stage that the first execution was in is gone.
  expect(await execution(name, await firstExecution(name))).toMatchObject({ status: 'Cancelled' });
  const { pipelineExecutionSummaries } = await callPipeline('ListPipelineExecutions', { pipelineName: name });
  expect(pipelineExecutionSummaries).toHaveLength(2);
  expect((await callPipeline('GetPipelineState', { name })).stageStates[1].inboundTransitionState).toMatchObject({
    enabled: false,
    disabledReason: 'not yet',
  });

  await stack.destroy();
  expect(await refusalOf(callPipeline('GetPipeline', { name }))).toMatch(/^PipelineNotFoundException/);
});

test('a template that CodePipeline refuses rolls back with its words', async () => {
  const stack = new Deployed('invalid-pipeline');
  const Stages = templateOf([
    { name: 'Source', actions: [object()] },
    { name: 'Deploy', actions: [action('Run', 'Invoke/StepFunctions', { Input: '#{Nowhere.x}' })] },
  ]);
  await expect(stack.create(pipeline('x', { Stages }))).rejects.toThrow(/ROLLBACK_COMPLETE/);
  expect((await stack.failures()).join('\n')).toContain("is missing required configuration 'StateMachineArn'");
  await stack.destroy();
});

test('a rule starts the pipeline with the source revision that its transformer takes from the event', async () => {
  const stack = new Deployed('pipeline-rule');
  const roleArn = await role('events.amazonaws.com', [allow('codepipeline:StartPipelineExecution', '*')]);
  const source = uniqueName('test.release');
  await stack.create({
    ...pipeline('Approve'),
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: [source] },
        Targets: [
          {
            Id: 'pipeline',
            Arn: { 'Fn::Sub': 'arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}' },
            RoleArn: roleArn,
            InputTransformer: {
              InputPathsMap: { version: '$.detail.version' },
              InputTemplate:
                '{"sourceRevisions":[{"actionName":"Object","revisionType":"S3_OBJECT_VERSION_ID","revisionValue":<version>}],"variables":[{"name":"Model","value":"m-3"}]}',
            },
          },
        ],
      },
    },
  });
  const name = stack.idOf('Pipeline');
  await stopFirst(name);
  const Detail = JSON.stringify({ version: world.version });
  await new EventBridgeClient(clientOf()).send(
    new PutEventsCommand({ Entries: [{ Source: source, DetailType: 'Released', Detail }] }),
  );
  const started = await eventually(async () => {
    const { pipelineExecutionSummaries } = await callPipeline('ListPipelineExecutions', { pipelineName: name });
    return pipelineExecutionSummaries.find((one: any) => one.trigger.triggerType === 'CloudWatchEvent');
  });
  const id = started.pipelineExecutionId;
  // Stopped any earlier, it may not have read its source yet.
  await eventually(async () => ((await runOf(name, id, 'Object'))?.status === 'Succeeded' ? true : undefined));
  await callPipeline('StopPipelineExecution', { pipelineName: name, pipelineExecutionId: id, abandon: true });
  expect(await execution(name, id)).toMatchObject({
    variables: [{ name: 'Model', resolvedValue: 'm-3' }],
    trigger: { triggerDetail: expect.stringMatching(/:rule\//) },
  });
  expect((await over(name, id)).status).toBe('Stopped');
  await stack.destroy();
});
