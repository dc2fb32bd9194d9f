import {
  definitionOf,
  type PipelineWorld,
  pipeline,
  pipelineWorld,
  start,
  stepsOf,
  training,
} from '../contract/laptop-cloud/sagemaker-pipeline-world';
import { deployedEverloop, eventually } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';

let world: PipelineWorld;
beforeAll(async () => {
  await deployedEverloop();
  world = await pipelineWorld();
}, 240_000);

/** Runs a command as a user would, on the tests' laptop cloud. */
const run = (...parameters: string[]) =>
  everloop(parameters, { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' });

async function started(parameters: Readonly<Record<string, string>>): Promise<string> {
  return start(await pipeline(world, definitionOf([training(world, 'Train', { parameters })])));
}

const running = (execution: string) =>
  eventually('a running step', async () =>
    (await stepsOf(execution)).some(({ Metadata }) => Metadata?.TrainingJob?.Arn) ? true : null,
  );

it('an execution is stopped with its job, whose log ends with it', async () => {
  const execution = await started({ mode: 'hang' });
  await running(execution);
  const followed = run('logs', '--execution', execution, '--step', 'Train', '--follow');
  await eventually('the job to hang', async () => {
    const { stdout } = await run('logs', '--execution', execution);
    return stdout.includes('hanging') ? true : null;
  });

  const stopped = await run('stop', execution, '--wait', '--json');
  expect(stopped.code).toBe(0);
  expect(JSON.parse(stopped.stdout)).toMatchObject({ execution, status: 'Stopped' });
  const { code, stdout } = await followed;
  expect(code).toBe(0);
  expect(stdout).toMatch(/INFO {2}hanging$/m);
  expect(stdout).toContain('terminated politely');
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^Stopped pipelines-\w+-Train-\w+/);

  const again = await run('stop', execution);
  expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/must be under way, got Stopped since 2/)]);
}, 120_000);

it('the log of a job that failed ends with the reason, for machines too', async () => {
  const execution = await started({ mode: 'fail', failure: 'the labels are wrong' });
  await running(execution);
  const { stdout, stderr } = await run('logs', '--execution', execution, '--follow', '--json');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { reason?: string; status?: string; job?: string });
  expect(lines.at(-1)).toMatchObject({ status: 'Failed', reason: expect.stringContaining('the labels are wrong') });
  expect(stderr).toMatch(/^Step Train, job pipelines-/);

  const byName = await run('logs', lines.at(-1)?.job ?? '');
  expect(byName.stdout).toMatch(/^Failed pipelines-\S+: .*the labels are wrong/m);
}, 120_000);

it('what is neither a job nor a log group is refused', async () => {
  const { code, stderr } = await run('logs', 'no-such-job');
  expect([code, stderr]).toEqual([2, expect.stringContaining('no-such-job must be a job or a log group, got none')]);
  expect(await run('logs')).toMatchObject({ code: 2 });
  expect(await run('logs', 'place', '--execution', 'x')).toMatchObject({ code: 2 });
  expect(await run('logs', 'place', '--step', 'Train')).toMatchObject({ code: 2 });
}, 60_000);
