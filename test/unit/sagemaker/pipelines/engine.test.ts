import type { StateChange } from '../../../../local/sagemaker/cloud/events';
import { StepCache } from '../../../../local/sagemaker/pipelines/cache/step-cache';
import { ExecutionRun } from '../../../../local/sagemaker/pipelines/engine/execution-run';
import { Executions } from '../../../../local/sagemaker/pipelines/executions/executions';
import { StepFailed, StepStopped } from '../../../../local/sagemaker/pipelines/steps/step-failed';
import type { StepKind, StepOutcome, StepWork } from '../../../../local/sagemaker/pipelines/steps/step-kind';
import { Clock } from '../../../../local/sagemaker/store/clock';
import { Collection } from '../../../../local/sagemaker/store/collection';
import type { World } from '../../../../local/sagemaker/world';
import { temporaryFolder } from '../temporary-folder';

const temporary = temporaryFolder();
afterAll(() => temporary.remove());
let worlds = 0;

/** The engine over steps whose work the test does: `Lambda` steps of any name. */
class Bench {
  readonly told: StateChange[] = [];
  readonly lines: string[] = [];
  readonly clock = new Clock();
  readonly folder = `${temporary.folder}/${worlds++}`;
  executions = this.open();
  run: ExecutionRun | undefined;

  constructor(private readonly kind: StepKind) {}

  private world(): World {
    const collection = <R extends object>(kind: string) => new Collection<R>(`${this.folder}/${kind}.ndjson`);
    const events = { emit: (change: StateChange) => void this.told.push(change) };
    return { clock: this.clock, events, collection, log: (line: string) => void this.lines.push(line) } as never;
  }

  private open(): Executions {
    return new Executions(this.world());
  }

  /** Starts an execution of these steps and returns its ARN. */
  start(id: string, steps: readonly object[], change: object = {}): string {
    const PipelineExecutionArn = `arn:p/execution/${id}`;
    const now = this.clock.read();
    const names = { PipelineArn: 'arn:p', PipelineName: 'P', RoleArn: 'r', PipelineExecutionDisplayName: id };
    const state = { PipelineExecutionStatus: 'Executing' as const, CreationTime: now, LastModifiedTime: now };
    const rest = { CreatedBy: {}, LastModifiedBy: {}, Parameters: [], ClientRequestToken: id, RequestHash: id };
    const execution = { PipelineExecutionArn, ...names, ...state, ...rest, ...change };
    this.executions.add(execution, JSON.stringify({ Version: '2020-12-01', Steps: steps }));
    this.take(PipelineExecutionArn).advance();
    return PipelineExecutionArn;
  }

  /** Kills the service and takes the execution up again from what was written down. */
  restart(arn: string): void {
    this.run?.kill();
    this.executions = this.open();
    this.take(arn).resume();
  }

  statuses(arn: string): Record<string, string> {
    return Object.fromEntries(this.executions.stepsOf(arn).map(({ StepName, StepStatus }) => [StepName, StepStatus]));
  }

  private take(arn: string): ExecutionRun {
    const { executions } = this;
    const parts = { world: this.world(), executions, cache: new StepCache(executions), kinds: { Lambda: this.kind } };
    this.run = new ExecutionRun(parts, arn, () => {});
    return this.run;
  }
}

const FunctionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const call = (Name: string, change: object = {}) => ({ Name, Type: 'Lambda', FunctionArn, Arguments: {}, ...change });
const settle = async (until: () => boolean) => {
  for (let turns = 0; !until() && turns < 500; turns++) await new Promise(resolve => setTimeout(resolve, 2));
  expect(until()).toBe(true);
};

/** A kind whose steps end when the test says so. */
class Manual implements StepKind {
  readonly works = new Map<string, { work: StepWork; end: (outcome: StepOutcome | Error) => void }>();

  run(work: StepWork): Promise<StepOutcome> {
    return new Promise((resolve, reject) => {
      const end = (outcome: StepOutcome | Error) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
      this.works.set(work.name, { work, end });
      work.stopping.addEventListener('abort', () => end(new StepStopped()));
    });
  }

  end(name: string, outcome: StepOutcome | Error = { values: {} }): void {
    this.works.get(name)?.end(outcome);
    this.works.delete(name);
  }

  get running(): string[] {
    return [...this.works.keys()];
  }
}

const isOver = (bench: Bench, arn: string) => () =>
  ['Succeeded', 'Failed', 'Stopped'].includes(bench.executions.get(arn).PipelineExecutionStatus);

test('branches run side by side, each step after those that it needs; every status is told once', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const arn = bench.start('1', [call('A'), call('B'), call('C', { DependsOn: ['A', 'B'] })]);
  await settle(() => kind.running.length === 2);
  kind.end('A');
  await settle(() => bench.statuses(arn)['A'] === 'Succeeded');
  expect(kind.running).toEqual(['B']);
  kind.end('B');
  await settle(() => kind.running.length === 1);
  kind.end('C');
  await settle(isOver(bench, arn));
  expect(bench.executions.get(arn)).toMatchObject({
    PipelineExecutionStatus: 'Succeeded',
    EndTime: expect.any(Number),
  });
  const ofA = bench.told
    .map(({ detail }) => detail as Record<string, unknown>)
    .filter(({ stepName }) => stepName === 'A');
  expect(ofA.map(one => [one['previousStepStatus'], one['currentStepStatus']])).toEqual([
    [undefined, 'Starting'],
    ['Starting', 'Executing'],
    ['Executing', 'Succeeded'],
  ]);
});

test('no more steps run at a time than allowed', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const steps = ['A', 'B', 'C'].map(name => call(name));
  const arn = bench.start('1', steps, { ParallelismConfiguration: { MaxParallelExecutionSteps: 2 } });
  await settle(() => kind.running.length === 2);
  kind.end('A');
  await settle(() => kind.running.join() === 'B,C');
  kind.end('B');
  kind.end('C');
  await settle(isOver(bench, arn));
});

test('after a failure what runs may end, nothing else begins, and the reason is the execution’s', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const arn = bench.start('1', [call('A'), call('B'), call('C', { DependsOn: ['B'] })]);
  await settle(() => kind.running.length === 2);
  kind.end('A', new StepFailed('ClientError: no data'));
  await settle(() => bench.statuses(arn)['A'] === 'Failed');
  expect(bench.executions.get(arn).PipelineExecutionStatus).toBe('Executing');
  kind.end('B');
  await settle(isOver(bench, arn));
  expect(bench.statuses(arn)).toEqual({ A: 'Failed', B: 'Succeeded' });
  expect(bench.executions.get(arn).FailureReason).toBe(
    'Step failure: One or multiple steps failed. A: ClientError: no data',
  );
});

test('an execution that is stopped ends when its steps have', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const arn = bench.start('1', [call('A'), call('B', { DependsOn: ['A'] })]);
  await settle(() => kind.running.length === 1);
  bench.executions.enter(arn, 'Stopping');
  bench.run?.stop();
  expect(bench.statuses(arn)).toEqual({ A: 'Stopping' });
  await settle(isOver(bench, arn));
  expect([bench.executions.get(arn).PipelineExecutionStatus, bench.statuses(arn)]).toEqual([
    'Stopped',
    { A: 'Stopped' },
  ]);
});

test('a step that is stopped before it began never executes', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const arn = bench.start('1', [call('A')]);
  bench.executions.enter(arn, 'Stopping');
  bench.run?.stop();
  await settle(isOver(bench, arn));
  const told = bench.told.map(({ detail }) => (detail as Record<string, unknown>)['currentStepStatus']);
  expect(told.filter(Boolean)).toEqual(['Starting', 'Stopping', 'Stopped']);
});

test('once the service stops nothing is written down any more', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const arn = bench.start('1', [call('A')]);
  await settle(() => kind.running.length === 1);
  bench.run?.kill();
  kind.end('A');
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(bench.statuses(arn)).toEqual({ A: 'Executing' });
});

test('a step is retried by its policy, which its attempts tell', async () => {
  let calls = 0;
  const kind: StepKind = {
    run: async () => {
      calls += 1;
      if (calls < 3) throw new StepFailed('InternalServerError: x', 'SageMaker.JOB_INTERNAL_ERROR');
      return { values: {} };
    },
  };
  const bench = new Bench(kind);
  const policy = { ExceptionType: ['SageMaker.JOB_INTERNAL_ERROR'], IntervalSeconds: 0.01, MaxAttempts: 2 };
  const arn = bench.start('1', [call('A', { RetryPolicies: [policy] })]);
  await settle(isOver(bench, arn));
  expect([calls, bench.executions.stepsOf(arn)[0]?.AttemptCount]).toEqual([3, 3]);
});

test('a pause between attempts ends when the execution is stopped', async () => {
  const kind: StepKind = {
    run: async () => {
      throw new StepFailed('x', 'SageMaker.CAPACITY_ERROR');
    },
  };
  const bench = new Bench(kind);
  const policy = { ExceptionType: ['SageMaker.CAPACITY_ERROR'], IntervalSeconds: 3600 };
  const arn = bench.start('1', [call('A', { RetryPolicies: [policy] })]);
  await settle(() => bench.statuses(arn)['A'] === 'Executing');
  bench.executions.enter(arn, 'Stopping');
  bench.run?.stop();
  await settle(isOver(bench, arn));
  expect(bench.statuses(arn)).toEqual({ A: 'Stopped' });
});

test('an equal step of an earlier execution is not run again, but its values are there', async () => {
  let calls = 0;
  const kind: StepKind = {
    run: async ({ arguments: { x } }) => {
      calls += 1;
      return { values: { OutputParameters: { y: x } }, metadata: { Lambda: { Arn: FunctionArn } } };
    },
  };
  const bench = new Bench(kind);
  const OutputParameters = [{ OutputName: 'y', OutputType: 'String' }];
  const cached = { CacheConfig: { Enabled: true, ExpireAfter: 'PT1H' }, OutputParameters };
  const steps = (x: string) => [
    call('A', { Arguments: { x }, ...cached }),
    call('B', { Arguments: { x: { Get: "Steps.A.OutputParameters['y']" } } }),
  ];
  const run = async (id: string, x: string) => {
    const arn = bench.start(id, steps(x));
    await settle(isOver(bench, arn));
    return bench.executions.step(arn, 'A');
  };
  const first = await run('1', 'one');
  expect([calls, first?.CacheHitResult]).toEqual([2, undefined]);
  const second = await run('2', 'one');
  expect([calls, second?.CacheHitResult]).toEqual([3, { SourcePipelineExecutionArn: 'arn:p/execution/1' }]);
  expect(second?.Metadata).toEqual(first?.Metadata);
  expect(bench.executions.step('arn:p/execution/2', 'B')?.Values).toEqual({ OutputParameters: { y: 'one' } });
  expect((await run('3', 'two'))?.CacheHitResult).toBeUndefined();
});

test('after a restart a step that can be taken up goes on, another fails with a reason', async () => {
  const kind = new Manual();
  const bench = new Bench(kind);
  const arn = bench.start('1', [call('A'), call('B', { DependsOn: ['A'] })]);
  await settle(() => kind.running.length === 1);
  bench.restart(arn);
  await settle(isOver(bench, arn));
  expect(bench.statuses(arn)).toEqual({ A: 'Failed' });
  expect(bench.executions.get(arn).FailureReason).toMatch(
    /A: InternalServerError: the laptop cloud was stopped while the step ran; retry the pipeline execution\.$/,
  );

  const resumable = new Bench({ run: () => new Promise(() => {}), resume: async () => ({ values: { went: 'on' } }) });
  const other = resumable.start('1', [call('A')]);
  await settle(() => resumable.statuses(other)['A'] === 'Executing');
  resumable.restart(other);
  await settle(isOver(resumable, other));
  expect(resumable.executions.step(other, 'A')?.Values).toEqual({ went: 'on' });
});

test('an error of our own fails the step, is logged, and does not stop the service', async () => {
  const bench = new Bench({
    run: async () => {
      throw new TypeError('x is not a function');
    },
  });
  const arn = bench.start('1', [call('A')]);
  await settle(isOver(bench, arn));
  expect(bench.executions.get(arn).FailureReason).toContain('could not run the step: x is not a function');
  expect(bench.lines.join()).toContain('TypeError');
});
