import type { LogEvent } from '../../../cli/ingestion/log-line';
import type { LogSource } from '../../../cli/ingestion/log-source';
import { requireLatest } from '../../../cli/training/find-execution';
import { readJobLog } from '../../../cli/training/job-logs';
import { jobOfStep } from '../../../cli/training/job-of-step';
import type { Job } from '../../../cli/training/jobs';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import type { Execution, ExecutionStep } from '../../../lambdas/domain/training/execution';

const begin = Date.UTC(2026, 10, 21, 16);
const job: Job = { name: 'train-1', kind: 'training', status: 'InProgress', createdAt: new Date(begin) };
const failed: Job = { ...job, status: 'Failed', endedAt: new Date(begin + 60_000), reason: 'AlgorithmError: no' };

describe('following a job', () => {
  /** Each look at the job is one of `states`; each look at the log adds one line. */
  async function followed(
    states: readonly (Job | null)[],
    { follow = true, fromMs = undefined as number | undefined },
  ) {
    let looks = 0;
    let nowMs = begin + 60_000;
    const asked: number[] = [];
    const written: LogEvent[] = [];
    const source: LogSource = {
      read: async since => {
        asked.push(since.fromMs);
        written.push({
          timestampMs: begin + written.length,
          stream: 'train-1/algo-1',
          message: `line ${written.length}`,
        });
        return { events: [...written] };
      },
    };
    const find = async () => states[Math.min(looks++, states.length - 1)] ?? null;
    const options = {
      follow,
      fromMs,
      signal: new AbortController().signal,
      nowMs: () => nowMs,
      sleep: async () => {
        nowMs += 3_000;
      },
    };
    const lines: string[] = [];
    const log = readJobLog(job, { source, jobs: { find } }, options);
    for (;;) {
      const { done, value } = await log.next();
      if (done) return { lines, end: value, asked };
      lines.push(value.message);
    }
  }

  it('goes on some seconds after its end, for lines that come late', async () => {
    const { lines, end } = await followed([job, failed], {});
    expect(lines).toEqual(['line 0', 'line 1', 'line 2']);
    expect(end).toEqual(failed);
  });

  it('ends when the job is gone', async () => {
    expect((await followed([job, null], {})).end).toBeNull();
  });

  it('looks once without --follow', async () => {
    const { lines, end } = await followed([job], { follow: false });
    expect([lines, end]).toEqual([['line 0'], job]);
  });

  it('begins with the job, or where it is told to', async () => {
    expect((await followed([failed], { follow: false })).asked).toEqual([begin - 60_000]);
    expect((await followed([failed], { follow: false, fromMs: begin + 5 })).asked).toEqual([begin + 5]);
  });
});

describe('the job of a step', () => {
  const arn = 'arn:aws:sagemaker:us-east-1:000000000000:pipeline/product-images/execution/a1';
  const execution: Execution = { arn, status: 'Executing', startedAt: new Date(begin) };
  const step = (name: string, status: string, own?: string): ExecutionStep => ({
    name,
    status,
    isCached: false,
    answers: {},
    ...(own !== undefined && { job: own }),
  });
  const jobIn = (steps: ExecutionStep[], asked?: string) =>
    jobOfStep(execution, asked, { steps: async () => steps }).then(found => found.job);
  const prepared = step('Prepare', 'Succeeded', 'p');

  it.each([
    ['the named one', [prepared, step('Train', 'Failed', 't')], 'Prepare', 'p'],
    ['the failed one', [step('Train', 'Failed', 't'), step('Other', 'Executing', 'o')], undefined, 't'],
    ['the one that runs', [prepared, step('Train', 'Executing', 't')], undefined, 't'],
    ['the last one with a job', [prepared, step('Train', 'Succeeded', 't'), step('Gate', 'Failed')], undefined, 't'],
  ])('is that of %s', async (_, steps, asked, expected) => expect(await jobIn(steps, asked)).toBe(expected));

  it.each([
    ['a step that has not begun', 'Train', 'step Train of execution a1 must run a job'],
    ['a step without a job', 'Gate', 'got these steps so far: Prepare (p), Gate'],
  ])('fails for %s', async (_, asked, message) => {
    await expect(jobIn([prepared, step('Gate', 'Succeeded')], asked)).rejects.toThrow(message);
  });

  it('fails before the first step', async () => {
    await expect(jobIn([])).rejects.toThrow('a step of execution a1 must run a job, got these steps so far: none');
  });

  it('is looked for in the last execution of a workload, ended or not', async () => {
    const executions = new MemoryPipelineExecutions();
    const source = { executions, workloads: ['product-images'], where: 'everloop logs' };
    await expect(requireLatest('product-images', source)).rejects.toThrow('must exist, got none; start one by');
    for (const [id, hour] of [
      ['a1', 1],
      ['b2', 2],
    ] as const) {
      const own = arn.replace('a1', id);
      executions.executions.set(own, { arn: own, status: 'Failed', startedAt: new Date(Date.UTC(2026, 1, 1, hour)) });
    }
    expect((await requireLatest('product-images', source)).arn).toMatch(/b2$/);
    expect((await requireLatest('a1', source)).arn).toMatch(/a1$/);
  });
});
