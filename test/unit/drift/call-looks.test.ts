import { MemoryMessageQueue } from '../../../lambdas/adapters/memory/message-queue';
import { driftPolicySchema } from '../../../lambdas/contracts/drift-policy';
import { monitorMessageSchema } from '../../../lambdas/contracts/monitoring';
import { dueWindows } from '../../../lambdas/domain/drift/monitor/windows';
import { createLookCaller } from '../../../lambdas/handlers/drift/call-looks';

const workload = 'shoes';
const minuteMs = 60_000;
const noon = Date.parse('2026-11-21T12:00:00Z');

function caller(own: object = {}) {
  const queue = new MemoryMessageQueue();
  const lengths = { windowSeconds: 60, stepSeconds: 60, graceSeconds: 5 };
  const policy = driftPolicySchema.parse({ ...lengths, looks: 'prompt', ...own });
  let now = noon;
  const looks = createLookCaller({
    plans: { [workload]: { kind: 'classes', classes: ['bags'], policy }, hats: { kind: 'none', why: 'none' } },
    queue,
    clock: { now: () => new Date(now) },
  });
  const told = () => queue.bodies.map((body, at) => [JSON.parse(body).at, queue.delays[at]]);
  return {
    queue,
    looks,
    policy,
    told,
    at: (seconds: number) => {
      now = noon + seconds * 1000;
    },
    moment: (seconds: number) => ({ workload, predictedAt: new Date(noon + seconds * 1000).toISOString() }),
  };
}

it('has a window looked at when it and its grace are over, once however many predictions it holds', async () => {
  const { looks, at, moment, told } = caller();
  at(12.4);
  await Promise.all(Array.from({ length: 50 }, (_, second) => looks.predicted(moment(second / 5))));
  expect(told()).toEqual([['2026-11-21T12:01:05.000Z', 53]]);
  at(61);
  await looks.predicted(moment(61));
  expect(told()[1]).toEqual(['2026-11-21T12:02:05.000Z', 64]);
});

it.each([0, 0.001, 29.9995, 59.999])(
  'the look that a prediction at second %d asks for judges its window',
  async second => {
    const { looks, queue, policy, moment } = caller();
    await looks.predicted(moment(second));
    const { at } = monitorMessageSchema.parse(JSON.parse(queue.bodies[0] ?? ''));
    expect(dueWindows(new Date(at), policy)).toContainEqual({ from: new Date(noon), to: new Date(noon + minuteMs) });
  },
);

it('a prediction that was recorded late has its window looked at at once', async () => {
  const { looks, at, moment, told } = caller();
  at(70);
  await looks.predicted(moment(59));
  expect(told()).toEqual([['2026-11-21T12:01:05.000Z', 0]]);
});

it('looks again seconds after labels of a window that is over, at all of them together', async () => {
  const { looks, at, moment, told } = caller();
  at(121);
  for (const second of [1, 2, 3]) await looks.labelled(moment(second));
  at(124);
  await looks.labelled(moment(50));
  at(125);
  await looks.labelled(moment(51));
  expect(told()).toEqual([
    ['2026-11-21T12:02:05.000Z', 4],
    ['2026-11-21T12:02:10.000Z', 5],
  ]);
});

it('a label of a window that lasts waits for its end', async () => {
  const { looks, at, moment, told } = caller();
  at(64);
  await looks.labelled(moment(3));
  expect(told()).toEqual([]);
});

it('leaves to the schedule what is looked at by schedule, what ends later than a message waits, and what nobody watches', async () => {
  const scheduled = caller({ looks: 'scheduled' });
  await scheduled.looks.predicted(scheduled.moment(0));
  const hourly = caller({ windowSeconds: 3600, stepSeconds: 3600 });
  await hourly.looks.predicted(hourly.moment(0));
  for (const id of ['hats', 'gloves', 'toString']) await hourly.looks.labelled({ ...hourly.moment(0), workload: id });
  expect([...scheduled.told(), ...hourly.told()]).toEqual([]);
});

it('fails when the monitors could not be told, and tells them with the next prediction', async () => {
  const { looks, queue, moment, told } = caller();
  const send = queue.send.bind(queue);
  queue.send = async () => {
    throw new Error('throttled');
  };
  await expect(looks.predicted(moment(1))).rejects.toThrow('throttled');
  queue.send = send;
  await looks.predicted(moment(2));
  expect(told()).toHaveLength(1);
});
