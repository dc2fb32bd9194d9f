import { AlarmEngine } from '../../../local/alarms/engine';
import { START, sample } from './fixtures';
import { MemoryCloud } from './memory-cloud';

function world() {
  const cloud = new MemoryCloud();
  const lines: string[] = [];
  const clock = { now: START + 1 };
  const start = () =>
    new AlarmEngine(cloud, {
      openPeriod: 'closed',
      log: line => lines.push(line),
      now: () => clock.now,
      reevaluateSeconds: 10,
    });
  return { cloud, lines, clock, start, engine: start() };
}
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:on-alarm';

test('a change of state is set once, told once, and not repeated by a restarted engine', async () => {
  const { cloud, engine, start } = world();
  cloud.addAlarm('errors', { AlarmActions: [FUNCTION, 'arn:aws:sns:us-east-1:123456789012:mail'] });
  cloud.publish(sample(START - 1, 5));
  await engine.tick();
  await engine.tick();
  await start().tick();
  expect(cloud.sets).toEqual(['errors ALARM']);
  expect(cloud.told).toEqual(['event errors ALARM', `function ${FUNCTION}`]);
  expect(cloud.queued).toEqual([]);
});

test('a change that was set but not told before a crash is told by the next engine', async () => {
  const { cloud, engine, lines, start } = world();
  cloud.addAlarm('errors');
  cloud.publish(sample(START - 1, 5));
  cloud.fail = new Set(['emit']);
  await engine.tick();
  await engine.tick();
  expect(cloud.told).toEqual([]);
  cloud.fail = new Set();
  await start().tick();
  expect(cloud.told).toEqual(['event errors ALARM']);
  expect(lines[0]).toBe('alarm errors: event not delivered: emit is out of order');
});

test('actions are not run when they are disabled, the event is still sent', async () => {
  const { cloud, engine } = world();
  cloud.addAlarm('errors', { AlarmActions: [FUNCTION], ActionsEnabled: false });
  cloud.publish(sample(START - 1, 5));
  await engine.tick();
  expect(cloud.told).toEqual(['event errors ALARM']);
});

test('a function that cannot be invoked is given up after five tries and never repeats the event', async () => {
  const { cloud, engine, lines } = world();
  cloud.addAlarm('errors', { AlarmActions: [FUNCTION] });
  cloud.publish(sample(START - 1, 5));
  cloud.fail = new Set(['invoke']);
  for (let round = 0; round < 7; round += 1) await engine.tick();
  expect(cloud.told).toEqual(['event errors ALARM']);
  expect(cloud.queued).toEqual([]);
  expect(lines.at(-1)).toBe('alarm errors: an action was given up after 5 tries');
});

test('a wrong alarm is named once and keeps no other from being judged', async () => {
  const { cloud, engine, lines } = world();
  cloud.addAlarm('anomaly', { ComparisonOperator: 'GreaterThanUpperThreshold' });
  cloud.addAlarm('math', {
    Metrics: [
      { Id: 'm1', ReturnData: false, MetricStat: { Metric: {}, Period: 60, Stat: 'Sum' } },
      { Id: 'e1', Expression: 'm1 / m2' },
    ],
  });
  cloud.addAlarm('errors');
  cloud.publish(sample(START - 1, 5));
  await engine.tick();
  await engine.tick();
  expect(cloud.sets).toEqual(['errors ALARM']);
  expect(lines).toEqual([
    expect.stringContaining('alarm anomaly: ComparisonOperator must be GreaterThanOrEqualToThreshold'),
    expect.stringContaining('alarm math: expression: m2 must be the id of a query, got none; the ids are m1, e1'),
  ]);
});

describe('a state set by a user', () => {
  test('stands for reevaluateSeconds without news, then gives way', async () => {
    const { cloud, engine, clock } = world();
    cloud.addAlarm('errors');
    cloud.publish(sample(START - 1, 0));
    await engine.tick();
    cloud.find('errors').StateValue = 'ALARM';
    await engine.tick();
    clock.now += 9;
    await engine.tick();
    expect(cloud.find('errors').StateValue).toBe('ALARM');
    clock.now += 1;
    await engine.tick();
    expect(cloud.find('errors').StateValue).toBe('OK');
  });

  test('gives way at once to a new sample', async () => {
    const { cloud, engine } = world();
    cloud.addAlarm('errors');
    cloud.publish(sample(START - 1, 0));
    await engine.tick();
    cloud.find('errors').StateValue = 'ALARM';
    cloud.publish(sample(START - 2, 0));
    await engine.tick();
    expect(cloud.find('errors').StateValue).toBe('OK');
  });
});

describe('composite alarms', () => {
  test('follow their children in the same round, children before parents', async () => {
    const { cloud, engine } = world();
    cloud.addComposite('parent', 'ALARM(child) AND NOT OK(errors)');
    cloud.addComposite('child', 'ALARM(errors)');
    cloud.addAlarm('errors');
    cloud.publish(sample(START - 1, 5));
    await engine.tick();
    expect(cloud.sets).toEqual(['errors ALARM', 'child ALARM', 'parent ALARM']);
  });

  test('keep a state set by a user until a child changes', async () => {
    const { cloud, engine } = world();
    cloud.addComposite('parent', 'ALARM(errors)');
    cloud.addAlarm('errors');
    cloud.publish(sample(START - 1, 0));
    await engine.tick();
    cloud.find('parent').StateValue = 'ALARM';
    await engine.tick();
    expect(cloud.find('parent').StateValue).toBe('ALARM');
    cloud.publish(sample(START - 1, 5));
    await engine.tick();
    cloud.publish(sample(START - 1, 5));
    cloud.points.clear();
    await engine.tick();
    expect(cloud.sets.slice(2)).toEqual(['errors ALARM', 'errors INSUFFICIENT_DATA', 'parent OK']);
  });

  test('are judged again when setting their state failed', async () => {
    const { cloud, engine } = world();
    cloud.addComposite('parent', 'TRUE');
    cloud.fail = new Set(['setState']);
    await expect(engine.tick()).rejects.toThrow('setState is out of order');
    cloud.fail = new Set();
    await engine.tick();
    expect(cloud.sets).toEqual(['parent ALARM']);
  });

  test('say which child brought the change about', async () => {
    const { cloud, engine } = world();
    cloud.addComposite('parent', 'ALARM(errors)');
    cloud.addAlarm('errors');
    cloud.publish(sample(START - 1, 0));
    await engine.tick();
    cloud.publish(sample(START - 1, 5));
    await engine.tick();
    expect(cloud.find('parent').StateReason).toContain(':alarm:errors transitioned to ALARM at ');
    expect(JSON.parse(cloud.find('parent').StateReasonData ?? '')).toMatchObject({
      triggeringAlarms: [{ arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors', state: { value: 'ALARM' } }],
    });
  });

  test('with a rule that cannot be read are named once', async () => {
    const { cloud, engine, lines } = world();
    cloud.addComposite('parent', 'ALARM(');
    await engine.tick();
    await engine.tick();
    expect(lines).toEqual([expect.stringContaining('alarm parent: rule: it must go on with')]);
  });
});
