import { Worker } from 'node:worker_threads';
import { type Answer, type ColumnResults, type ColumnTask, type SharedWork, takeTasks } from './column-tasks';

export interface Threads {
  /** Path of the bundled `column-worker.ts`. */
  readonly script: string;
  /** That work at once, the caller's among them; >= 1. */
  readonly count: number;
}

export class ColumnThreadError extends Error {
  override readonly name = 'ColumnThreadError';
}

/**
 * Results in the tasks' order. The caller's thread takes tasks as the others do, and so waits for none of them to start:
 * its event loop stands still meanwhile. All threads have ended when this settles.
 *
 * @param tasks of values on shared memory, else each thread gets a copy of its own
 * @throws ColumnThreadError when another thread failed or died; the cause says why
 */
export async function runOnThreads<Kind extends ColumnTask['kind']>(
  tasks: readonly Extract<ColumnTask, { kind: Kind }>[],
  threads: Threads,
): Promise<readonly ColumnResults[Kind][]> {
  const work: SharedWork = { tasks, next: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
  const others = Math.min(threads.count, tasks.length) - 1;
  const workers = Array.from({ length: Math.max(0, others) }, () => new Worker(threads.script, { workerData: work }));
  const answers = workers.map(answerOf);
  try {
    const own = takeTasks(work);
    const all = [...own, ...(await Promise.all(answers)).flat()];
    return all.sort(([one], [other]) => one - other).map(([, result]) => result as ColumnResults[Kind]);
  } finally {
    await Promise.allSettled([...workers.map(worker => worker.terminate()), ...answers]);
  }
}

function answerOf(worker: Worker): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    const fail = (got: string, cause?: unknown) =>
      reject(new ColumnThreadError(`column thread: it must answer, got ${got}; see its cause`, { cause }));
    worker.once('message', resolve);
    worker.once('messageerror', cause => fail('an answer that cannot be read', cause));
    worker.once('error', cause => fail(`"${cause}"`, cause));
    worker.once('exit', code => fail(`its end with code ${code}`));
  });
}
