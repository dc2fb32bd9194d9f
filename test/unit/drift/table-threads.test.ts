import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import type { Answer, ColumnTask } from '../../../lambdas/adapters/threads/column-tasks';
import { ColumnThreadError, runOnThreads } from '../../../lambdas/adapters/threads/run-on-threads';
import { TableThreads } from '../../../lambdas/adapters/threads/table-threads';
import {
  type ColumnBaseline,
  type ColumnValues,
  learnBaseline,
  profileTable,
  type Table,
  type TableBaseline,
  type TableProfile,
} from '../../../lambdas/domain/drift/baseline';
import { encodeBaseline, encodeProfile } from '../../../lambdas/domain/drift/profile/profile-codec';
import { bundleColumnWorker } from '../../support/column-worker';
import { normal, sample } from '../../support/random';

const folder = mkdtempSync(join(tmpdir(), 'everloop-threads-'));
const script = bundleColumnWorker(folder);
afterAll(() => rmSync(folder, { recursive: true }));

type NumericBaseline = Extract<ColumnBaseline, { kind: 'numeric' }>;

const always = { learn: 0, profile: 0 };
const threadsOf = (count: number) => new TableThreads({ script, count, leastValues: always });

const numeric = (values: Iterable<number>): ColumnValues => ({ kind: 'numeric', values: Float64Array.from(values) });
const cell = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -0),
);
const column: fc.Arbitrary<ColumnValues> = fc.oneof(
  fc.array(cell, { maxLength: 1500 }).map(numeric),
  fc
    .array(fc.constantFrom('bags', 'shoes', null), { maxLength: 50 })
    .map(values => ({ kind: 'category', values }) as const),
);
const columns = fc.array(column, { minLength: 2, maxLength: 12 });
const named = (list: readonly ColumnValues[]): Table => new Map(list.map((one, at) => [`c${at}`, one]));

/** What a thread answers that nobody shares the tasks with. */
async function alone(tasks: readonly ColumnTask[]): Promise<readonly Answer[]> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(script, { workerData: { tasks, next } });
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

describe('a table on threads', () => {
  it('is learned and profiled as on one thread to the last bit, in its order, on any number of them', async () => {
    await fc.assert(
      fc.asyncProperty(columns, columns, fc.constantFrom(2, 3, 5), async (reference, window, count) => {
        const threads = threadsOf(count);
        const expected = learnBaseline(named(reference));
        expect(encodeBaseline(await threads.learn(named(reference)))).toBe(encodeBaseline(expected));
        const profile = await threads.profile(expected, named(window));
        expect(encodeProfile(profile)).toBe(encodeProfile(profileTable(expected, named(window))));
      }),
      { numRuns: 10 },
    );
  });

  it('is learned and profiled by another thread as by the caller', async () => {
    await fc.assert(
      fc.asyncProperty(columns, async list => {
        const table: Table = new Map([...named(list)].filter(([, { kind }]) => kind === 'numeric'));
        const expected = [...learnBaseline(table)] as [string, NumericBaseline][];
        const values = [...table.values()].map(one => one.values as Float64Array);
        const learned = await alone(values.map(one => ({ kind: 'learn', values: one })));
        const baseline = new Map(learned.map(([place, result]) => [expected[place]![0], result])) as TableBaseline;
        expect(encodeBaseline(baseline)).toBe(encodeBaseline(new Map(expected)));
        const counted = await alone(
          values.map((one, at) => ({ kind: 'profile', grid: expected[at]![1].grid, values: one })),
        );
        const own = profileTable(baseline, table);
        const profiles = new Map(
          counted.map(([place, result]) => [expected[place]![0], result]),
        ) as TableProfile['columns'];
        expect(encodeProfile({ ...own, columns: profiles })).toBe(encodeProfile(own));
      }),
      { numRuns: 10 },
    );
  });

  it('is shared: while the caller is at work on a long column others take the rest, and all come in order', async () => {
    const backwards = join(folder, 'backwards.js');
    const take = 'for (let at = Atomics.add(next, 0, 1); at < tasks.length; at = Atomics.add(next, 0, 1))';
    writeFileSync(
      backwards,
      `const { parentPort, workerData: { tasks, next } } = require('node:worker_threads'); const answers = [];
       ${take} answers.unshift([at, { other: at }]); parentPort.postMessage(answers);`,
    );
    const values = [500_000, 10, 10, 10].map(size => sample(size, normal(size)));
    const tasks = values.map(one => ({ kind: 'learn', values: one }) as const);
    const [own, ...others] = await runOnThreads(tasks, { script: backwards, count: 2 });
    expect(own?.profile.count).toBe(500_000);
    expect(others.map(result => (result as unknown as { other: number }).other)).toEqual([1, 2, 3]);
  });

  it('starts no thread for fewer numbers than pay for it, for one column, or where one thread is all there is', async () => {
    const few = named([numeric([1, 2]), numeric([3])]);
    const nowhere = { script: join(folder, 'nothing.js'), count: 2 };
    const baseline = learnBaseline(few);
    await new TableThreads(nowhere).learn(few);
    await new TableThreads(nowhere).profile(baseline, few);
    await new TableThreads({ ...nowhere, leastValues: always }).learn(named([numeric([1, 2])]));
    await new TableThreads({ ...nowhere, leastValues: always, count: 1 }).learn(few);
    await expect(new TableThreads({ ...nowhere, leastValues: always }).learn(few)).rejects.toThrow(ColumnThreadError);
  });

  it('leaves the values as they were', async () => {
    const values = Float64Array.of(3, 1, Number.NaN, 2);
    await threadsOf(2).learn(named([{ kind: 'numeric', values }, numeric([1])]));
    expect([...values]).toEqual([3, 1, Number.NaN, 2]);
  });
});

describe('a thread', () => {
  /** Two threads beside the caller's: one of them has an odd number. */
  const table = named([numeric([1, 2]), numeric([3, 4]), numeric([5])]);
  const withScript = (code: string) => {
    const path = join(folder, 'broken.js');
    writeFileSync(path, code);
    return new TableThreads({ script: path, count: 3, leastValues: always });
  };
  const running = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort' || name === 'Worker');

  it.each([
    ['that throws', "throw new RangeError('out of bins')", /got "RangeError: out of bins"/, 'RangeError'],
    ['that ends without an answer', 'process.exit(3)', /got its end with code 3/, undefined],
  ])('%s rejects with its cause', async (_, code, message, cause) => {
    const failure = await withScript(code)
      .learn(table)
      .catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ name: 'ColumnThreadError', message: expect.stringMatching(message) });
    expect((failure as { cause?: { name: string } }).cause?.name).toBe(cause);
  });

  it('has ended once its work is done, and when another one failed', async () => {
    const before = running().length;
    await threadsOf(3).learn(table);
    expect(running()).toHaveLength(before);
    const forever = "if (require('node:worker_threads').threadId % 2) throw new Error('odd'); else for (;;) {}";
    await expect(withScript(forever).learn(table)).rejects.toThrow('odd');
    expect(running()).toHaveLength(before);
  });
});
