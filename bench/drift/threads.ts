/**
 * From how many numbers on threads are worth their start: one thread and all of them take turns, threads started and ended
 * within each. Run: npm run bench:drift -- threads
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableThreads } from '../../lambdas/adapters/threads/table-threads';
import { learnBaseline, profileTable, type Table } from '../../lambdas/domain/drift/baseline';
import { bundleColumnWorker } from '../../test/support/column-worker';
import { makeColumns, tableOf } from './engine';
import { best, median, ratioOf, timed } from './paired';

const count = availableParallelism();
const columns = 12;
const turns = 9;

/** Not on shared memory, as readers of a product make them: copying is in the time. */
const plain = (table: readonly Float64Array[]): Table => tableOf(table.map(values => Float64Array.from(values)));

async function duel(title: string, one: () => unknown, many: () => Promise<unknown>): Promise<void> {
  const times = { one: [] as number[], many: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    times.one.push((await timed(() => [Number(one() !== undefined)])).milliseconds);
    times.many.push((await timed(async () => [Number((await many()) !== undefined)])).milliseconds);
  }
  const side = (list: readonly number[]) => `${median(list).toFixed(0)} ms (best ${best(list).toFixed(0)})`;
  const ratio = ratioOf(times.one, times.many).toFixed(2);
  console.log(`${title}: one thread ${side(times.one)}, ${count} threads ${side(times.many)} = x ${ratio}`);
}

async function main(folder: string): Promise<void> {
  const threads = new TableThreads({
    script: bundleColumnWorker(folder),
    count,
    leastValues: { learn: 0, profile: 0 },
  });
  console.log(`${columns} columns, load ${loadavg()[0]!.toFixed(1)}`);
  for (const rows of [10_000, 20_000, 50_000, 100_000, 200_000, 500_000]) {
    const { reference, current } = makeColumns(rows, columns);
    const [first, window] = [plain(reference), plain(current)];
    const baseline = learnBaseline(first);
    await duel(
      `learn ${rows} rows`,
      () => learnBaseline(first),
      () => threads.learn(first),
    );
    await duel(
      `profile ${rows} rows`,
      () => profileTable(baseline, window),
      () => threads.profile(baseline, window),
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'everloop-drift-'));
main(folder).finally(() => rmSync(folder, { recursive: true }));
