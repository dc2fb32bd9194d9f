import fc from 'fast-check';
import { createGate } from '../../../lambdas/domain/weighted-gate';

interface Job {
  readonly weight: number;
  readonly turns: number;
}

const jobs = fc.array(fc.record({ weight: fc.integer({ min: 0, max: 30 }), turns: fc.integer({ min: 0, max: 4 }) }));

/** Runs all jobs at once through a gate; each holds its weight for some turns of the event loop. */
async function run(all: readonly Job[], capacity: number) {
  const gate = createGate(capacity);
  const held = new Set<Job>();
  const entered: Job[] = [];
  let worst = 0;
  const work = async (job: Job) => {
    const leave = await gate(job.weight);
    entered.push(job);
    held.add(job);
    const sum = [...held].reduce((total, { weight }) => total + weight, 0);
    if ([...held].filter(({ weight }) => weight > 0).length > 1) worst = Math.max(worst, sum);
    for (let turn = 0; turn < job.turns; turn++) await new Promise(setImmediate);
    held.delete(job);
    leave();
  };
  await Promise.all(all.map(work));
  return { entered, worst };
}

describe('the gate that bounds memory', () => {
  it('never holds more than its capacity, except for one piece of work alone', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 20 }), async (all, capacity) => {
        const { worst } = await run(all, capacity);
        expect(worst).toBeLessThanOrEqual(capacity);
      }),
    );
  });

  it('admits everything, in order of arrival', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, fc.integer({ min: 1, max: 20 }), async (all, capacity) => {
        expect((await run(all, capacity)).entered).toEqual(all);
      }),
    );
  });
});
