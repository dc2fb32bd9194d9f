import * as fc from 'fast-check';
import { type PlannedStep, plan, type StepState } from '../../../../local/sagemaker/pipelines/engine/plan';

interface World {
  readonly states: Record<string, StepState>;
  readonly taken?: Record<string, 'IfSteps' | 'ElseSteps'>;
  readonly mostRunning?: number;
  readonly stopping?: boolean;
}

const next = (steps: readonly PlannedStep[], { states, taken = {}, mostRunning, stopping = false }: World) =>
  plan(steps, { state: name => states[name], taken: name => taken[name], mostRunning, stopping });

const line: readonly PlannedStep[] = [
  { name: 'A', needs: [] },
  { name: 'B', needs: ['A'] },
  { name: 'C', needs: [] },
];

test.each<[string, World, readonly string[], boolean]>([
  ['starts all that needs nothing', { states: {} }, ['A', 'C'], false],
  ['starts what a success allows', { states: { A: 'succeeded', C: 'running' } }, ['B'], false],
  ['waits for what runs', { states: { A: 'running', C: 'succeeded' } }, [], false],
  ['starts as many at a time as it may', { states: {}, mostRunning: 1 }, ['A'], false],
  ['starts none above the limit', { states: { C: 'running' }, mostRunning: 1 }, [], false],
  ['lets what runs end after a failure, and starts nothing', { states: { A: 'succeeded', C: 'failed' } }, [], true],
  ['waits for what runs after a failure', { states: { A: 'running', C: 'failed' } }, [], false],
  ['starts nothing while it stops', { states: { A: 'succeeded', C: 'running' }, stopping: true }, [], false],
  ['is over when everything has succeeded', { states: { A: 'succeeded', B: 'succeeded', C: 'succeeded' } }, [], true],
])('%s', (_, world, start, over) => {
  expect(next(line, world)).toEqual({ start, over });
});

const branches: readonly PlannedStep[] = [
  { name: 'If', needs: [] },
  { name: 'Yes', needs: [], inside: { condition: 'If', branch: 'IfSteps' } },
  { name: 'No', needs: [], inside: { condition: 'If', branch: 'ElseSteps' } },
  { name: 'AfterNo', needs: ['No'] },
];

test('the branch that was not taken is left out, and what needs it', () => {
  expect(next(branches, { states: {} })).toEqual({ start: ['If'], over: false });
  const decided = { states: { If: 'succeeded' as const }, taken: { If: 'IfSteps' as const } };
  expect(next(branches, decided)).toEqual({ start: ['Yes'], over: false });
  const done = { ...decided, states: { ...decided.states, Yes: 'succeeded' as const } };
  expect(next(branches, done)).toEqual({ start: [], over: true });
});

/** Steps that need only earlier ones. */
const acyclic = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 20 }).map(all =>
  all.map(
    (needs, at): PlannedStep => ({
      name: `S${at}`,
      needs: at === 0 ? [] : [...new Set(needs.map(need => `S${need % at}`))],
    }),
  ),
);

test('any acyclic pipeline ends, each step after its needs and never more at a time than allowed', () => {
  fc.assert(
    fc.property(acyclic, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat()), (steps, mostRunning, choice) => {
      const states: Record<string, StepState> = {};
      const order: string[] = [];
      for (;;) {
        const { start, over } = next(steps, { states, mostRunning });
        for (const name of start) {
          const needs = steps.find(step => step.name === name)?.needs ?? [];
          expect(needs.filter(need => states[need] !== 'succeeded')).toEqual([]);
          states[name] = 'running';
          order.push(name);
        }
        const running = order.filter(name => states[name] === 'running');
        expect(running.length).toBeLessThanOrEqual(mostRunning);
        if (over) break;
        states[running[(choice.next().value ?? 0) % running.length] ?? ''] = 'succeeded';
      }
      expect([...order].sort()).toEqual(steps.map(({ name }) => name).sort());
    }),
  );
});
