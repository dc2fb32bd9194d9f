import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
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

test('after a kill an approval waits on with its token, a build has failed with a reason, and a workflow as the emulator says', async () => {
  const { endpoint } = await cloud.up('--port', String(await freePort()));
  Object.assign(process.env, clientEnvironment(cloud.paths, endpoint), { EVERLOOP_TEST_ENDPOINT: endpoint });
  // Its clients read the endpoint when they are made.
  const pipelines = await import('../contract/laptop-cloud/codepipeline-world');
  const { action, approval, create, declaration, firstExecution, over, runOf, sourceWorld, tokenOf } = pipelines;
  const { allow, eventually, role } = await import('../contract/laptop-cloud/iam-world');
  const { ROOT, signedCall } = await import('../support/signed-call');
  const own = await sourceWorld();
  const roleArn = await role('codepipeline.amazonaws.com', [allow(['s3:*', 'states:*', 'codebuild:*'], '*')]);
  const world = { ...own, roleArn };

  const serviceRole = await role('codebuild.amazonaws.com', [allow(['s3:*', 'logs:*'], '*')]);
  const project = {
    name: 'slow',
    serviceRole,
    source: { type: 'CODEPIPELINE', buildspec: '{"version":"0.2","phases":{"build":{"commands":["sleep 300"]}}}' },
    artifacts: { type: 'CODEPIPELINE' },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
  };
  await signedCall(ROOT, { service: 'codebuild', target: 'CodeBuild_20161006.CreateProject', json: project });
  const { stateMachineArn: StateMachineArn = '' } = await new SFNClient({ endpoint }).send(
    new CreateStateMachineCommand({
      name: 'slow',
      roleArn: await role('states.amazonaws.com', [allow('logs:*', '*')]),
      definition: JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 12, End: true } } }),
    }),
  );

  const asking = await create(declaration(world, { Approve: [approval('Person')] }));
  const building = await create(
    declaration(world, {
      Build: [action('Build', 'Build/CodeBuild', { ProjectName: 'slow' }, { inputArtifacts: [{ name: 'Source' }] })],
    }),
  );
  const working = await create(
    declaration(world, { Work: [action('Work', 'Invoke/StepFunctions', { StateMachineArn })] }),
  );
  const [asked, built, worked] = [
    await firstExecution(asking),
    await firstExecution(building),
    await firstExecution(working),
  ];
  const token = await tokenOf(asking, 'Approve', asked);
  const hasStarted = (name: string, id: string, actionName: string) =>
    eventually(async () => (await runOf(name, id, actionName))?.output.executionResult.externalExecutionId);
  await hasStarted(building, built, 'Build');
  const workflow = await hasStarted(working, worked, 'Work');

  const { service } = cloud.record;
  signalProcess(service.pid, 'SIGKILL');
  await eventually(async () => (isRunning(service) ? undefined : true));
  await cloud.up();

  expect((await over(building, built)).status).toBe('Failed');
  expect((await runOf(building, built, 'Build')).output.executionResult.errorDetails.message).toBe(
    'Build terminated with state: FAULT. the laptop cloud stopped while the build ran; start it again',
  );
  expect(await tokenOf(asking, 'Approve', asked)).toBe(token);
  await pipelines.answer(asking, ['Approve', 'Person'], { token, status: 'Approved' });
  expect((await over(asking, asked)).status).toBe('Succeeded');
  expect((await over(working, worked, 40)).status).toBe('Failed');
  const run = await runOf(working, worked, 'Work');
  expect(run.output.executionResult).toMatchObject({
    externalExecutionId: workflow,
    errorDetails: { code: 'JobFailed', message: expect.stringMatching(/States\.ServiceRestart/) },
  });

  expect((await cloud.run('down', '--quiet')).code).toBe(0);
  expect(cloud.processes).toEqual([]);
});
