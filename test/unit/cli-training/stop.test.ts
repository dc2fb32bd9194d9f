import { requireExecution } from '../../../cli/training/find-execution';
import { stopExecution, waitForEnd } from '../../../cli/training/stop-execution';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import type { Execution, ExecutionStatus } from '../../../lambdas/domain/training/execution';

const arnOf = (id: string, workload = 'product-images') =>
  `arn:aws:sagemaker:us-east-1:000000000000:pipeline/${workload}/execution/${id}`;

function world(...given: readonly (readonly [id: string, status: ExecutionStatus])[]) {
  const executions = new MemoryPipelineExecutions();
  for (const [index, [id, status]] of given.entries()) {
    const startedAt = new Date(Date.UTC(2026, 10, 21, index));
    executions.executions.set(arnOf(id), { arn: arnOf(id), status, startedAt });
  }
  const source = { executions, workloads: ['other', 'product-images'], where: 'everloop stop' };
  return { executions, find: (asked: string) => requireExecution(asked, source) };
}

describe('finding an execution', () => {
  it.each(['b2', arnOf('b2'), 'product-images'])('takes %s', async asked => {
    const { find } = world(['a1', 'Succeeded'], ['b2', 'Executing'], ['c3', 'Failed']);
    expect((await find(asked)).arn).toBe(arnOf('b2'));
  });

  it.each<[string, string, string]>([
    ['an id of nobody', 'zz', 'execution must be one of a training pipeline, got zz'],
    ['an ARN of nothing', arnOf('zz'), `execution must be one of a training pipeline, got ${arnOf('zz')}`],
    ['a misspelt workload', 'product-image', 'execution must be an id, an ARN or a workload (other, product-images)'],
    ['another kind of ARN', 'arn:aws:s3:::x', 'execution must be an id, an ARN or a workload'],
    ['a workload at rest', 'product-images', 'an execution of product-images must be under way, got none'],
    ['a workload without pipeline', 'other', 'an execution of other must be under way, got none'],
  ])('fails for %s', async (_, asked, message) => {
    await expect(world(['a1', 'Succeeded']).find(asked)).rejects.toThrow(`everloop stop: ${message}`);
  });

  it('lists those under way when there are several, newest first', async () => {
    const { find } = world(['a1', 'Executing'], ['b2', 'Stopping']);
    await expect(find('product-images')).rejects.toThrow(
      'must be under way, got 2: b2 (since 2026-11-21T01:00:00.000Z), a1 (since 2026-11-21T00:00:00.000Z)',
    );
  });
});

describe('stopping', () => {
  const token = 't'.repeat(32);

  it('asks once with its token', async () => {
    const { executions, find } = world(['a1', 'Executing']);
    await stopExecution(await find('a1'), token, executions);
    await stopExecution(await find('a1'), token, executions);
    expect(executions.stopped).toEqual([{ arn: arnOf('a1'), token }]);
  });

  it.each<[ExecutionStatus]>([['Succeeded'], ['Failed'], ['Stopped']])('fails when it is %s already', async status => {
    const { executions, find } = world(['a1', status]);
    await expect(stopExecution(await find('a1'), token, executions)).rejects.toThrow(
      `everloop stop: execution a1 must be under way, got ${status}; nothing is left to stop`,
    );
    expect(executions.stopped).toEqual([]);
  });

  it('says so when it ends between the look and the call', async () => {
    const { find } = world(['a1', 'Executing']);
    const ended = new Date('2026-11-21T16:00:00Z');
    const late = {
      describe: async (arn: string): Promise<Execution> => ({
        arn,
        status: 'Succeeded',
        startedAt: ended,
        endedAt: ended,
      }),
      stop: async () => {
        throw new Error('ConflictException');
      },
    };
    await expect(stopExecution(await find('a1'), token, late)).rejects.toThrow(
      'got Succeeded since 2026-11-21T16:00:00.000Z',
    );
  });

  it('passes on what fails', async () => {
    const { executions, find } = world(['a1', 'Executing']);
    const refusing = {
      describe: (arn: string) => executions.describe(arn),
      stop: async () => {
        throw new Error('AccessDenied');
      },
    };
    await expect(stopExecution(await find('a1'), token, refusing)).rejects.toThrow('AccessDenied');
  });
});

describe('waiting for the end', () => {
  /** Each sleep takes ten seconds and does what `then` says. */
  async function waited(timeoutMs: number, then: (looks: number, executions: MemoryPipelineExecutions) => void) {
    const { executions } = world(['a1', 'Stopping']);
    let nowMs = 0;
    let looks = 0;
    const clock = {
      nowMs: () => nowMs,
      sleep: async () => {
        nowMs += 10_000;
        looks += 1;
        then(looks, executions);
      },
    };
    const { signal } = new AbortController();
    const ended = await waitForEnd(arnOf('a1'), { executions, clock, signal, timeoutMs });
    return { status: ended?.status, looks };
  }

  it('goes on until it has ended', async () => {
    const stopped = { arn: arnOf('a1'), status: 'Stopped' as const, startedAt: new Date(0) };
    const end = (looks: number, { executions }: MemoryPipelineExecutions) => {
      if (looks === 3) executions.set(stopped.arn, stopped);
    };
    expect(await waited(600_000, end)).toEqual({ status: 'Stopped', looks: 3 });
  });

  it('ends when the time is over', async () => {
    expect(await waited(25_000, () => undefined)).toEqual({ status: 'Stopping', looks: 3 });
  });
});
