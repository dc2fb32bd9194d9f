import fc from 'fast-check';
import { planQueue, type QueuedExecution } from '../../../local/codepipeline/engine/queue-plan';
import { type ActionState, planStage } from '../../../local/codepipeline/engine/stage-plan';

describe('a stage', () => {
  const actions = [
    { name: 'a', runOrder: 1 },
    { name: 'b', runOrder: 1 },
    { name: 'c', runOrder: 2 },
  ];
  const plan = (states: Record<string, ActionState>, stopping = false) =>
    planStage(actions, name => states[name], stopping);

  test.each<[string, Record<string, ActionState>, boolean, object]>([
    ['starts the lowest order together', {}, false, { start: ['a', 'b'] }],
    ['waits for all of an order', { a: 'succeeded', b: 'running' }, false, { start: [] }],
    ['goes on to the next order', { a: 'succeeded', b: 'succeeded' }, false, { start: ['c'] }],
    ['lets others of the order end after a failure', { a: 'failed', b: 'running' }, false, { start: [] }],
    ['fails when the last of them has ended', { a: 'failed', b: 'succeeded' }, false, { start: [], end: 'failed' }],
    ['succeeds', { a: 'succeeded', b: 'succeeded', c: 'succeeded' }, false, { start: [], end: 'succeeded' }],
    ['starts nothing while it is stopped', { a: 'running', b: 'succeeded' }, true, { start: [] }],
    ['is stopped when nothing runs', { a: 'succeeded', b: 'succeeded' }, true, { start: [], end: 'stopped' }],
  ])('%s', (_, states, stopping, expected) => {
    expect(plan(states, stopping)).toEqual(expected);
  });

  it('of any orders ends with every action run once, never two orders at a time', () => {
    const orders = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(orders, fc.infiniteStream(fc.nat()), (given, picks) => {
        const all = given.map((runOrder, index) => ({ name: `a${index}`, runOrder }));
        const states = new Map<string, ActionState>();
        const started: string[] = [];
        for (;;) {
          const next = planStage(all, name => states.get(name));
          for (const name of next.start) states.set(name, 'running');
          started.push(...next.start);
          const running = all.filter(({ name }) => states.get(name) === 'running');
          expect(new Set(running.map(({ runOrder }) => runOrder)).size).toBeLessThanOrEqual(1);
          if (next.end) break;
          const pick = running[(picks.next().value ?? 0) % running.length];
          states.set(pick?.name ?? '', 'succeeded');
        }
        expect([...started].sort()).toEqual(all.map(({ name }) => name).sort());
      }),
    );
  });
});

describe('the queue', () => {
  const at = (id: string, order: number, stage: string, waiting: boolean): QueuedExecution => ({
    ...{ id, order, stage, waiting },
  });
  const open = () => false;

  it('supersedes the older of those that wait for the same stage', () => {
    const executions = [at('in', 1, 'S', false), at('old', 2, 'S', true), at('new', 3, 'S', true)];
    expect(planQueue('SUPERSEDED', executions, open)).toEqual({ enter: [], superseded: ['old'] });
  });

  it('supersedes none in QUEUED mode: the oldest goes first', () => {
    const executions = [at('new', 3, 'S', true), at('old', 2, 'S', true)];
    expect(planQueue('QUEUED', executions, open)).toEqual({ enter: ['old'], superseded: [] });
  });

  it('lets all in at once in PARALLEL mode', () => {
    const executions = [at('a', 1, 'S', false), at('b', 2, 'S', true), at('c', 3, 'S', true)];
    expect(planQueue('PARALLEL', executions, open)).toEqual({ enter: ['b', 'c'], superseded: [] });
  });

  it.each(['QUEUED', 'SUPERSEDED', 'PARALLEL'] as const)('lets nobody through a closed transition in %s mode', mode => {
    expect(planQueue(mode, [at('a', 1, 'S', true)], stage => stage === 'S').enter).toEqual([]);
  });

  it('never supersedes a rollback', () => {
    const executions = [{ ...at('back', 1, 'S', true), rollback: true }, at('new', 2, 'S', true)];
    expect(planQueue('SUPERSEDED', executions, open).superseded).toEqual([]);
  });

  const execution = fc.record({
    stage: fc.constantFrom('A', 'B', 'C'),
    waiting: fc.boolean(),
  });
  const queue = fc.array(execution, { maxLength: 12 }).map(list => {
    const taken = new Set<string>();
    return list.map(({ stage, waiting }, index) => {
      const isIn = !waiting && !taken.has(stage);
      if (isIn) taken.add(stage);
      return at(`e${index}`, index, stage, !isIn);
    });
  });

  it.each(['QUEUED', 'SUPERSEDED'] as const)('holds one execution in a stage in %s mode', mode => {
    fc.assert(
      fc.property(queue, executions => {
        const { enter, superseded } = planQueue(mode, executions, open);
        const inside = executions.filter(one => !one.waiting || enter.includes(one.id)).map(({ stage }) => stage);
        expect(new Set(inside).size).toBe(inside.length);
        expect(enter.filter(id => superseded.includes(id))).toEqual([]);
      }),
    );
  });

  it('leaves a stage that is free and asked for never empty', () => {
    fc.assert(
      fc.property(queue, executions => {
        const { enter } = planQueue('QUEUED', executions, open);
        for (const stage of new Set(executions.map(one => one.stage))) {
          const isTaken = executions.some(one => one.stage === stage && (!one.waiting || enter.includes(one.id)));
          expect(isTaken).toBe(true);
        }
      }),
    );
  });
});
