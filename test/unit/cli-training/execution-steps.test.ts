import { executionSteps } from '../../../cli/training/execution-steps';
import { ExecutionWatch } from '../../../cli/training/execution-watch';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import type { Execution, ExecutionStep } from '../../../lambdas/domain/training/execution';

const executionArn = 'arn:aws:sagemaker:us-east-1:000000000000:pipeline/p/execution/abc';
const step = (name: string, status: string, more: Partial<ExecutionStep> = {}): ExecutionStep => ({
  name,
  status,
  isCached: false,
  answers: {},
  ...more,
});
const ran = ['Prepare', 'Train', 'Evaluate'].map(name => step(name, 'Succeeded'));
const gate = (verdict: string, more: Record<string, string> = {}) =>
  step('Gate', 'Succeeded', { answers: { verdict, ...more } });

/** Each look at the execution shows the next of the views; the last one stays. */
function watched(views: readonly (readonly [Execution['status'], readonly ExecutionStep[], Partial<Execution>?])[]) {
  const executions = new MemoryPipelineExecutions();
  let looks = 0;
  const show = () => {
    const [status, steps, more] = views[Math.min(looks, views.length - 1)]!;
    looks += 1;
    executions.executions.set(executionArn, { arn: executionArn, status, startedAt: new Date(0), ...more });
    executions.stepsOf.set(executionArn, [...steps]);
  };
  show();
  const abort = new AbortController();
  const watch = new ExecutionWatch({
    executions,
    executionArn,
    clock: { sleep: async () => show() },
    signal: abort.signal,
    pauseMs: 1,
    where: 'everloop train',
  });
  const told: string[] = [];
  const run = async () => {
    for (const { title, run: work } of executionSteps(() => watch, 'everloop train')) {
      await work(text => void told.push(`${title.split(/[: ]/)[0]}: ${text}`));
    }
  };
  return { run, told, abort };
}

it('ends each step when the pipeline ends it, and says what was taken from an earlier execution', async () => {
  const { run, told } = watched([
    ['Executing', []],
    ['Executing', [step('Prepare', 'Executing')]],
    ['Executing', [step('Prepare', 'Succeeded', { isCached: true }), step('Train', 'Executing')]],
    ['Executing', ran],
    ['Succeeded', [...ran, gate('register'), step('Register', 'Succeeded')]],
  ]);
  await run();
  expect(told).toEqual([
    'Prepare: unchanged: the result of an earlier execution',
    'Train: done',
    'Evaluate: done',
    'Gate: done',
    'Register: done',
  ]);
});

it('says that a step did not run again', async () => {
  const cached = ran.map(one => ({ ...one, isCached: true }));
  const { run, told } = watched([['Succeeded', [...cached, gate('known')]]]);
  await run();
  expect(told[0]).toBe('Prepare: unchanged: the result of an earlier execution');
  expect(told.at(-1)).toBe('Register: this model is registered already');
});

it.each([
  [
    'a failed job, by its reason and its log',
    [step('Prepare', 'Failed', { failureReason: 'AlgorithmError: no bags', job: 'pipelines-abc-Prepare-x' })],
    'everloop train: step Prepare of abc must succeed, got AlgorithmError: no bags; read `everloop logs pipelines-abc-Prepare-x`',
  ],
  [
    'a refused candidate, by the reasons of the gate and its card',
    [...ran, gate('refused', { reasons: 'BELOW_FLOOR: bags', cardUri: 's3://m/card.json' }), step('Refused', 'Failed')],
    'everloop train: candidate must pass the gate, got BELOW_FLOOR: bags; its card: s3://m/card.json',
  ],
])('fails on %s', async (_, steps, message) => {
  const { run } = watched([
    ['Executing', []],
    ['Failed', steps],
  ]);
  await expect(run()).rejects.toThrow(message);
});

it('fails on an execution that somebody stopped', async () => {
  const { run } = watched([['Stopped', [step('Prepare', 'Stopped')]]]);
  await expect(run()).rejects.toThrow('execution must run to its end, got Stopped by somebody; start it again');
});

it('stops waiting when it is told to', async () => {
  const { run, abort } = watched([['Executing', []]]);
  abort.abort(new Error('Ctrl-C'));
  await expect(run()).rejects.toThrow('Ctrl-C');
});
