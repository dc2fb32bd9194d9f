import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreatePipelineCommand,
  DescribePipelineDefinitionForExecutionCommand,
  DescribePipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  ListPipelineParametersForExecutionCommand,
  paginateListPipelineExecutionSteps,
  paginateListPipelineExecutions,
  SageMakerClient,
  StartPipelineExecutionCommand,
  UpdatePipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { parameter, stepValue } from '../../../pipeline/definition/expressions';
import { conditionStep, equals, failStep } from '../../../pipeline/definition/steps/control-steps';
import { trainingPipeline } from '../../../pipeline/definition/training-pipeline';
import { planWith, site } from '../../unit/pipeline/training-sites';
import { allow, caller, clientOf, eventually, permit, refusalOf, role, uniqueName } from './iam-world';
import { eventsOf } from './sagemaker-events';
import {
  copying,
  definitionOf,
  describeExecution,
  over,
  type PipelineWorld,
  pipeline,
  pipelineWorld,
  start,
} from './sagemaker-pipeline-world';
import { sageMaker } from './sagemaker-world';

jest.setTimeout(60_000);

let world: PipelineWorld;
beforeAll(async () => {
  world = await pipelineWorld();
});

const create = (PipelineDefinition: string) =>
  sageMaker.send(
    new CreatePipelineCommand({ PipelineName: uniqueName('P'), RoleArn: world.pipelineRole, PipelineDefinition }),
  );
const end = failStep('End', 'x');

describe('a definition is refused at once', () => {
  const failAfter = (Name: string, DependsOn: string) => ({ ...failStep(Name, 'x'), DependsOn: [DependsOn] });

  test.each([
    ['a text that is no JSON', '{"Version":', /^ValidationException: Unable to parse pipeline definition/],
    [
      'an unknown type of step',
      definitionOf([{ Name: 'A', Type: 'Magic', Arguments: {} }]),
      /A: step Type must be one of .*, got Magic/,
    ],
    [
      'a cycle',
      definitionOf([failAfter('A', 'B'), failAfter('B', 'A')]),
      /steps must not wait for each other, got A -> B -> A/,
    ],
    [
      'a Get to nowhere',
      definitionOf([failStep('A', stepValue('B', 'X'))]),
      /Get must name a step of this definition, got Steps\.B\.X/,
    ],
    ['a name over the limit', definitionOf([failStep('A'.repeat(65), 'x')]), /step Name must be 1 to 64 letters/],
    ['no step', definitionOf([]), /Steps must be a list of at least one step/],
  ])('for %s', async (_, definition, reason) => {
    expect(await refusalOf(create(definition))).toMatch(reason);
  });

  test('and the one that Everloop trains with is accepted', async () => {
    const definition = JSON.stringify(trainingPipeline(planWith(), site));
    expect((await create(definition)).PipelineArn).toMatch(/:pipeline\/p-/);
  });
});

const parameters = [
  { Name: 'Id', Type: 'String' },
  { Name: 'Count', Type: 'Integer', DefaultValue: 2 },
  { Name: 'Size', Type: 'String', DefaultValue: 's', EnumValues: ['s', 'm'] },
];
const given = (values: Record<string, string>) => ({
  PipelineParameters: Object.entries(values).map(([Name, Value]) => ({ Name, Value })),
});

describe('an execution', () => {
  const text = definitionOf([failStep('End', parameter('Id'))], parameters);
  let name: string;
  beforeAll(async () => {
    name = await pipeline(world, text);
  });

  test.each([
    ['an unknown parameter', { Id: 'x', Other: '1' }, /Other must be a parameter of the pipeline \(Id, Count, Size\)/],
    ['a missing one', {}, /Id must be given, it has no default/],
    ['one of another type', { Id: 'x', Count: 'two' }, /Count must be of type Integer, got 'two'/],
    ['one that is not listed', { Id: 'x', Size: 'xl' }, /Size must be one of s, m, got 'xl'/],
  ])('is refused for %s', async (_, values, reason) => {
    expect(await refusalOf(start(name, given(values)))).toMatch(reason);
  });

  test('of a pipeline that is not there is refused', async () => {
    expect(await refusalOf(start('Nobody'))).toMatch(/^ResourceNotFound: Pipeline .* does not exist/);
    expect(
      await refusalOf(describeExecution(`arn:aws:sagemaker:us-east-1:000000000000:pipeline/x/execution/y`)),
    ).toMatch(/^ResourceNotFound/);
  });

  test('is started once for a token', async () => {
    const token = { ClientRequestToken: randomUUID() };
    const arn = await start(name, { ...token, ...given({ Id: 'a' }) });
    expect(await start(name, { ...token, ...given({ Id: 'a' }) })).toBe(arn);
    expect(await refusalOf(start(name, { ...token, ...given({ Id: 'b' }) }))).toMatch(/^ConflictException/);
  });

  test('shows its parameters, its definition and what it was named', async () => {
    const arn = await start(name, {
      ...given({ Id: 'shown' }),
      PipelineExecutionDisplayName: 'Nightly',
      PipelineExecutionDescription: 'every night',
      ParallelismConfiguration: { MaxParallelExecutionSteps: 3 },
    });
    const named = { PipelineExecutionArn: arn };
    const { execution } = await over(arn);
    expect(execution).toMatchObject({
      PipelineExecutionDisplayName: 'Nightly',
      PipelineExecutionDescription: 'every night',
      ParallelismConfiguration: { MaxParallelExecutionSteps: 3 },
      FailureReason: 'shown',
    });
    const listed = await sageMaker.send(new ListPipelineParametersForExecutionCommand({ ...named, MaxResults: 2 }));
    const rest = await sageMaker.send(
      new ListPipelineParametersForExecutionCommand({ ...named, NextToken: listed.NextToken }),
    );
    expect([...(listed.PipelineParameters ?? []), ...(rest.PipelineParameters ?? [])]).toEqual([
      { Name: 'Id', Value: 'shown' },
      { Name: 'Count', Value: '2' },
      { Name: 'Size', Value: 's' },
    ]);
    const kept = await sageMaker.send(new DescribePipelineDefinitionForExecutionCommand(named));
    expect(kept.PipelineDefinition).toBe(text);
    await sageMaker.send(new UpdatePipelineExecutionCommand({ ...named, PipelineExecutionDisplayName: 'Renamed' }));
    expect((await describeExecution(arn)).PipelineExecutionDisplayName).toBe('Renamed');
  });

  test('is listed page by page, in the wanted order, within the wanted time', async () => {
    const own = await pipeline(world, definitionOf([end]));
    const arns = [];
    for (let at = 0; at < 5; at++) arns.push(await start(own));
    await over(arns[4] ?? '');
    const seen: string[] = [];
    for await (const page of paginateListPipelineExecutions(
      { client: sageMaker, pageSize: 2 },
      { PipelineName: own },
    )) {
      seen.push(...(page.PipelineExecutionSummaries ?? []).map(one => one.PipelineExecutionArn ?? ''));
    }
    expect(seen).toEqual([...arns].reverse());
    const list = async (change: object) =>
      (await sageMaker.send(new ListPipelineExecutionsCommand({ PipelineName: own, ...change })))
        .PipelineExecutionSummaries;
    const sorted = await list({ SortBy: 'PipelineExecutionArn', SortOrder: 'Ascending' });
    expect(sorted?.map(one => one.PipelineExecutionArn)).toEqual([...arns].sort());
    expect(sorted?.[0]).toMatchObject({ PipelineExecutionStatus: 'Failed', PipelineExecutionFailureReason: 'x' });
    expect(await list({ CreatedAfter: new Date(Date.now() + 60_000) })).toEqual([]);
  });

  test('lists its steps page by page, the last one first unless asked otherwise', async () => {
    const check = (Name: string, ...needs: string[]) => ({
      ...conditionStep({ name: Name, conditions: [equals(1, 1)], met: [], unmet: [] }),
      DependsOn: needs,
    });
    const steps = [check('A'), check('B', 'A'), check('C', 'B')];
    const arn = await start(await pipeline(world, definitionOf(steps)));
    await over(arn);
    const names = async (order: object) => {
      const seen: (string | undefined)[] = [];
      const request = { PipelineExecutionArn: arn, ...order };
      for await (const page of paginateListPipelineExecutionSteps({ client: sageMaker, pageSize: 1 }, request)) {
        seen.push(...(page.PipelineExecutionSteps ?? []).map(({ StepName }) => StepName));
      }
      return seen;
    };
    expect(await names({})).toEqual(['C', 'B', 'A']);
    expect(await names({ SortOrder: 'Ascending' })).toEqual(['A', 'B', 'C']);
  });
});

test('callers need the action on the pipeline, or on the execution', async () => {
  const { roleArn, signer } = await caller();
  const client = new SageMakerClient(clientOf(signer));
  const PipelineName = await pipeline(world, definitionOf([end]));
  const begin = () => client.send(new StartPipelineExecutionCommand({ PipelineName }));
  const arn = `arn:aws:sagemaker:us-east-1:000000000000:pipeline/${PipelineName.toLowerCase()}`;
  await permit(roleArn, [allow('sagemaker:StartPipelineExecution', `${arn}-other`)]);
  expect(await refusalOf(begin())).toMatch(/AccessDenied.*sagemaker:StartPipelineExecution/);
  await permit(roleArn, [allow('sagemaker:StartPipelineExecution', arn)]);
  const { PipelineExecutionArn } = await begin();
  const look = () => client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn }));
  expect(await refusalOf(look())).toMatch(/AccessDenied.*sagemaker:DescribePipelineExecution/);
  await permit(roleArn, [allow('sagemaker:DescribePipelineExecution', `${arn}/execution/*`)]);
  expect((await look()).PipelineExecutionArn).toBe(PipelineExecutionArn);
  client.destroy();
});

test('a rule starts a pipeline with the parameters of its target', async () => {
  const PipelineName = await pipeline(world, definitionOf([failStep('End', parameter('Id'))], parameters));
  const Arn = `arn:aws:sagemaker:us-east-1:000000000000:pipeline/${PipelineName.toLowerCase()}`;
  const RoleArn = await role('events.amazonaws.com', [allow('sagemaker:StartPipelineExecution', Arn)]);
  const bus = new EventBridgeClient(clientOf());
  const [Rule, source] = [uniqueName('rule'), uniqueName('source')];
  await bus.send(new PutRuleCommand({ Name: Rule, EventPattern: JSON.stringify({ source: [source] }) }));
  const SageMakerPipelineParameters = { PipelineParameterList: [{ Name: 'Id', Value: 'from a rule' }] };
  await bus.send(new PutTargetsCommand({ Rule, Targets: [{ Id: 'p', Arn, RoleArn, SageMakerPipelineParameters }] }));
  await bus.send(new PutEventsCommand({ Entries: [{ Source: source, DetailType: 'any', Detail: '{}' }] }));
  const reason = await eventually(async () => {
    const list = new ListPipelineExecutionsCommand({ PipelineName });
    const { PipelineExecutionSummaries = [] } = await sageMaker.send(list);
    return PipelineExecutionSummaries[0]?.PipelineExecutionFailureReason;
  });
  expect(reason).toBe('from a rule');
  bus.destroy();
});

test('statuses of an execution and its steps are told to EventBridge, in their order', async () => {
  const events = await eventsOf('SageMaker Model Building Pipeline Execution');
  const arn = await start(await pipeline(world, definitionOf([copying(world, 'Prepare')])));
  await over(arn);
  const seen = (
    await events(detail => detail.currentPipelineExecutionStatus === 'Succeeded' && detail.pipelineExecutionArn === arn)
  ).filter(event => event.detail.pipelineExecutionArn === arn);
  const statuses = seen.map(
    ({ detail }) => detail.currentPipelineExecutionStatus ?? `${detail.stepName} ${detail.currentStepStatus}`,
  );
  expect(statuses).toEqual(['Executing', 'Prepare Starting', 'Prepare Executing', 'Prepare Succeeded', 'Succeeded']);
  expect(seen[2]).toMatchObject({
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Model Building Pipeline Execution Step Status Change',
    resources: [arn.split('/execution/')[0], arn],
    detail: {
      stepType: 'Processing',
      metadata: { processingJob: { arn: expect.stringContaining(':processing-job/pipelines-') } },
    },
  });
});
