import {
  action,
  answer,
  approval,
  callPipeline,
  create,
  declaration,
  execution,
  firstExecution,
  over,
  runOf,
  type SourceWorld,
  sourceWorld,
  stageState,
  start,
  tokenOf,
} from './codepipeline-world';
import { eventually, refusalOf } from './iam-world';

jest.setTimeout(60_000);

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});

const asking = (mode: string, stages = {}) =>
  create(declaration(world, { Approve: [approval('Person')], ...stages }, { executionMode: mode }));
const approve = async (name: string, id: string, stage = 'Approve') =>
  answer(name, [stage, 'Person'], { token: await tokenOf(name, stage, id), status: 'Approved' });
const reject = async (name: string, id: string, stage = 'Approve') =>
  answer(name, [stage, 'Person'], { token: await tokenOf(name, stage, id), status: 'Rejected', summary: 'no' });

const stop = (pipelineName: string, pipelineExecutionId: string, more = {}) =>
  callPipeline('StopPipelineExecution', { pipelineName, pipelineExecutionId, ...more });
const retry = (pipelineName: string, pipelineExecutionId: string, more = {}) =>
  callPipeline('RetryStageExecution', {
    ...{ pipelineName, pipelineExecutionId, stageName: 'Approve', retryMode: 'FAILED_ACTIONS' },
    ...more,
  });

test('in SUPERSEDED mode the newest waits for the stage, and those before it are superseded', async () => {
  const name = await asking('SUPERSEDED');
  const first = await firstExecution(name);
  await tokenOf(name, 'Approve', first);
  const older = await start(name);
  const isWaiting = (id: string) =>
    eventually(async () =>
      (await stageState(name, 'Approve')).inboundExecution?.pipelineExecutionId === id ? id : undefined,
    );
  await isWaiting(older);
  const newer = await start(name);
  expect((await over(name, older)).status).toBe('Superseded');
  await isWaiting(newer);
  await approve(name, first);
  await approve(name, newer);
  expect((await over(name, first)).status).toBe('Succeeded');
  expect((await over(name, newer)).status).toBe('Succeeded');
});

test('in QUEUED mode all go through, in the order of their start', async () => {
  const name = await asking('QUEUED');
  const ids = [await firstExecution(name), await start(name), await start(name)];
  for (const id of ids) {
    await approve(name, id);
    expect((await over(name, id)).status).toBe('Succeeded');
  }
});

test('in PARALLEL mode executions share a stage', async () => {
  const name = await asking('PARALLEL');
  const ids = [await firstExecution(name), await start(name), await start(name)];
  const tokens = await eventually(async () => {
    const { actionExecutionDetails } = await callPipeline('ListActionExecutions', { pipelineName: name });
    const asked = actionExecutionDetails.filter(
      (one: any) => one.actionName === 'Person' && one.status === 'InProgress',
    );
    return asked.length === ids.length ? asked : undefined;
  });
  expect(new Set(tokens.map((one: any) => one.pipelineExecutionId))).toEqual(new Set(ids));
  for (const id of ids) await stop(name, id, { abandon: true });
});

test('a closed transition holds executions until it is opened', async () => {
  const name = await asking('SUPERSEDED');
  const where = { pipelineName: name, stageName: 'Approve', transitionType: 'Inbound' };
  await callPipeline('DisableStageTransition', { ...where, reason: 'frozen' });
  const first = await firstExecution(name);
  await stop(name, first, { abandon: true });
  const id = await start(name);
  await eventually(async () => ((await stageState(name, 'Approve')).inboundExecutions?.length ? true : undefined));
  expect((await execution(name, id)).status).toBe('InProgress');
  await callPipeline('EnableStageTransition', { ...where, transitionType: 'Outbound', stageName: 'Source' });
  await approve(name, id);
  expect((await over(name, id)).status).toBe('Succeeded');
});

describe('stopping', () => {
  test('waits for what runs, unless it is abandoned', async () => {
    const name = await asking('QUEUED');
    const first = await firstExecution(name);
    await tokenOf(name, 'Approve', first);
    await stop(name, first, { reason: 'wrong model' });
    expect((await execution(name, first)).status).toBe('Stopping');
    expect(await refusalOf(stop(name, first))).toMatch(/^DuplicatedStopRequestException/);
    await approve(name, first);
    expect((await over(name, first)).status).toBe('Stopped');
    expect(await refusalOf(stop(name, first))).toMatch(/^PipelineExecutionNotStoppableException/);
    const { pipelineExecutionSummaries } = await callPipeline('ListPipelineExecutions', { pipelineName: name });
    expect(pipelineExecutionSummaries[0].stopTrigger).toEqual({ reason: 'wrong model' });

    const second = await start(name);
    const token = await tokenOf(name, 'Approve', second);
    await stop(name, second, { abandon: true });
    expect((await over(name, second)).status).toBe('Stopped');
    expect((await runOf(name, second, 'Person')).status).toBe('Abandoned');
    expect(await refusalOf(answer(name, ['Approve', 'Person'], { token, status: 'Approved' }))).toMatch(
      /^ApprovalAlreadyCompletedException/,
    );
  });
});

describe('a retry', () => {
  test('runs what failed once more and goes on', async () => {
    const both = { Approve: [approval('Person'), approval('Other')], Last: [approval('Person')] };
    const name = await create(declaration(world, both));
    const id = await firstExecution(name);
    const { actionStates } = await eventually(async () => {
      const state = await stageState(name, 'Approve');
      return state.actionStates.every((one: any) => one.latestExecution?.token) ? state : undefined;
    });
    const [person, other] = actionStates.map((one: any) => one.latestExecution.token);
    await answer(name, ['Approve', 'Other'], { token: other, status: 'Approved' });
    await answer(name, ['Approve', 'Person'], { token: person, status: 'Rejected' });
    await over(name, id);
    expect(await refusalOf(retry(name, id, { stageName: 'Last' }))).toMatch(/^StageNotRetryableException/);
    expect(await retry(name, id)).toEqual({ pipelineExecutionId: id });
    await approve(name, id);
    await approve(name, id, 'Last');
    expect((await over(name, id)).status).toBe('Succeeded');
    const { actionExecutionDetails } = await callPipeline('ListActionExecutions', { pipelineName: name });
    const runs = actionExecutionDetails
      .filter((one: any) => one.stageName === 'Approve')
      .map((one: any) => one.actionName);
    expect(runs.sort()).toEqual(['Other', 'Person', 'Person']);
    expect((await stageState(name, 'Approve')).retryStageMetadata).toMatchObject({
      manualStageRetryAttempt: 1,
      latestRetryTrigger: 'ManualStageRetry',
    });
  });

  test('of an execution that a newer one has passed is refused', async () => {
    const name = await asking('QUEUED');
    const first = await firstExecution(name);
    await reject(name, first);
    const second = await start(name);
    await tokenOf(name, 'Approve', second);
    expect(await refusalOf(retry(name, first))).toMatch(/^ConflictException/);
    await reject(name, second);
    await over(name, second);
    expect(await refusalOf(retry(name, first))).toMatch(/^NotLatestPipelineExecutionException/);
  });
});

const failing = (result: string) => ({
  stages: [...declaration(world, {}).stages, { name: 'Approve', actions: [approval('Person')], onFailure: { result } }],
});

test('a stage with onFailure RETRY is tried once more by itself', async () => {
  const name = await create(declaration(world, {}, failing('RETRY')));
  const id = await firstExecution(name);
  const token = await tokenOf(name, 'Approve', id);
  await reject(name, id);
  const again = await eventually(async () => {
    const next = await tokenOf(name, 'Approve', id);
    return next === token ? undefined : next;
  });
  await answer(name, ['Approve', 'Person'], { token: again, status: 'Rejected' });
  expect((await over(name, id)).status).toBe('Failed');
});

test('a stage with onFailure ROLLBACK goes back to the last success, with its variables', async () => {
  const note = action('Person', 'Approval/Manual', { CustomData: '#{variables.Model}' });
  const stages = [
    ...declaration(world, {}).stages,
    { name: 'Approve', actions: [note], onFailure: { result: 'ROLLBACK' } },
  ];
  const variables = [{ name: 'Model', defaultValue: 'good' }];
  const name = await create(declaration(world, {}, { stages, variables }));
  const good = await firstExecution(name);
  await approve(name, good);
  await over(name, good);
  const bad = await start(name, { variables: [{ name: 'Model', value: 'bad' }] });
  await reject(name, bad);
  const back = await eventually(async () => {
    const { pipelineExecutionSummaries } = await callPipeline('ListPipelineExecutions', { pipelineName: name });
    return pipelineExecutionSummaries.find((one: any) => one.executionType === 'ROLLBACK');
  });
  expect(back).toMatchObject({
    trigger: { triggerType: 'AutomatedRollback', triggerDetail: bad },
    rollbackMetadata: { rollbackTargetPipelineExecutionId: good },
  });
  await approve(name, back.pipelineExecutionId);
  await over(name, back.pipelineExecutionId);
  const run = await runOf(name, back.pipelineExecutionId, 'Person');
  expect(run.input.resolvedConfiguration).toEqual({ CustomData: 'good' });
  expect((await execution(name, bad)).status).toBe('Failed');
});

test('a rollback by hand runs one stage of an execution that succeeded in it', async () => {
  const name = await asking('SUPERSEDED', { Last: [approval('Person')] });
  const id = await firstExecution(name);
  const rollback = (stageName: string, targetPipelineExecutionId = id) =>
    callPipeline('RollbackStage', { pipelineName: name, stageName, targetPipelineExecutionId });
  expect(await refusalOf(rollback('Approve'))).toMatch(/^UnableToRollbackStageException/);
  await approve(name, id);
  await approve(name, id, 'Last');
  await over(name, id);
  expect(await refusalOf(rollback('Source'))).toMatch(/^UnableToRollbackStageException/);
  const { pipelineExecutionId: back } = await rollback('Approve');
  await approve(name, back);
  expect(await over(name, back)).toMatchObject({ status: 'Succeeded', executionType: 'ROLLBACK' });
  expect((await stageState(name, 'Last')).latestExecution.pipelineExecutionId).toBe(id);
});
