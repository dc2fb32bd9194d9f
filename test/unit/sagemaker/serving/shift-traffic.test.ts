import fc from 'fast-check';
import { judgeAlarms } from '../../../../local/sagemaker/serving/deployment/rollback-alarms';
import { shiftTraffic } from '../../../../local/sagemaker/serving/deployment/shift-traffic';
import type { TrafficStage } from '../../../../local/sagemaker/serving/deployment/traffic-plan';

const stage = (All: number, waitSeconds: number): TrafficStage => ({
  active: { All },
  capacity: All === 4 ? 'full' : 'canary',
  waitSeconds,
  waitName: All === 4 ? 'TerminationWaitInSeconds' : 'WaitIntervalInSeconds',
});

/** Shifts with a clock of its own; the alarms trip from `trippedAt` on. Returns the outcome and what was done when. */
async function shifted({ plan = [stage(1, 5), stage(4, 3)], trippedAt = Number.POSITIVE_INFINITY, deadline = 1_000 }) {
  let now = 0;
  const done: string[] = [];
  const outcome = await shiftTraffic(
    { plan, deadline, lookEachSeconds: 1 },
    {
      now: () => now,
      async pause(seconds) {
        now += seconds;
      },
      readAlarms: async () => (now >= trippedAt ? { kind: 'tripped', reason: 'too many errors' } : { kind: 'quiet' }),
      activate: ({ active }) => done.push(`${now}: ${active['All']}`),
      bake: ({ waitSeconds }) => done.push(`${now}: bake ${waitSeconds}`),
    },
  );
  return { outcome, done, now };
}

const rollBack = (reason: string) => ({ kind: 'roll-back', reason });

test('each stage is activated and bakes for its time', async () => {
  const { outcome, done, now } = await shifted({});
  expect(outcome).toEqual({ kind: 'completed' });
  expect(done).toEqual(['0: 1', '0: bake 5', '5: 4', '5: bake 3']);
  expect(now).toBe(8);
});

test('alarms that tripped before keep all traffic from the new fleet', async () => {
  expect(await shifted({ trippedAt: 0 })).toMatchObject({ outcome: rollBack('too many errors'), done: [] });
});

test('an alarm that trips in the last second of the last bake rolls back', async () => {
  const { outcome, done } = await shifted({ trippedAt: 8 });
  expect([outcome, done.length]).toEqual([rollBack('too many errors'), 4]);
});

test('alarms are read once more after a switch that does not wait', async () => {
  let looks = 0;
  const outcome = await shiftTraffic(
    { plan: [stage(4, 0)], deadline: 9, lookEachSeconds: 1 },
    {
      now: () => 0,
      pause: async () => undefined,
      readAlarms: async () => (++looks > 1 ? { kind: 'tripped', reason: 'late' } : { kind: 'quiet' }),
      activate: () => undefined,
      bake: () => undefined,
    },
  );
  expect(outcome).toEqual(rollBack('late'));
});

test('a deployment that takes longer than it may rolls back', async () => {
  expect((await shifted({ deadline: 7 })).outcome).toEqual(
    rollBack('The deployment exceeded MaximumExecutionTimeoutInSeconds.'),
  );
});

test('whenever an alarm trips during the deployment, it is rolled back within a second', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      async (waits, trippedAt) => {
        const total = waits.reduce((sum, wait) => sum + wait, 0);
        const { outcome, now } = await shifted({ plan: waits.map((wait, at) => stage(at + 1, wait)), trippedAt });
        expect(outcome.kind).toBe(trippedAt <= total ? 'roll-back' : 'completed');
        expect(now).toBeLessThanOrEqual(Math.min(total, trippedAt + 1));
      },
    ),
  );
});

test('a deployment that is broken off changes nothing more', async () => {
  const done: string[] = [];
  const broken = shiftTraffic(
    { plan: [stage(1, 5), stage(4, 0)], deadline: 9, lookEachSeconds: 1 },
    {
      now: () => 0,
      pause: async () => Promise.reject(new Error('broken off')),
      readAlarms: async () => ({ kind: 'quiet' }),
      activate: ({ active }) => done.push(String(active['All'])),
      bake: () => undefined,
    },
  );
  await expect(broken).rejects.toThrow('broken off');
  expect(done).toEqual(['1']);
});

test.each([
  ['all OK or without data', { a: 'OK', b: 'INSUFFICIENT_DATA' }, 'quiet', undefined],
  ['one in ALARM', { a: 'ALARM', b: 'OK' }, 'tripped', /are in ALARM state: a\.$/],
  ['one that does not exist', { a: 'OK' }, 'tripped', /do not exist: b\.$/],
])('alarms: %s', (_, states, kind, reason) => {
  const found = Object.entries(states).map(([name, state]) => ({ name, state }));
  const verdict = judgeAlarms(['a', 'b'], [...found, { name: 'other', state: 'ALARM' }]);
  expect(verdict.kind).toBe(kind);
  if (reason) expect('reason' in verdict && verdict.reason).toMatch(reason);
});
