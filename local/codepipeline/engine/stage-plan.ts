/** An action as far as its turn depends on others of its stage. */
export interface PlannedAction {
  readonly name: string;
  readonly runOrder: number;
}

export type ActionState = 'running' | 'succeeded' | 'failed';

export interface StagePlan {
  /** In the order of the declaration. */
  readonly start: readonly string[];
  /** How the stage ends, once nothing runs and nothing can be started. */
  readonly end?: 'succeeded' | 'failed' | 'stopped';
}

/**
 * What a stage does next. Actions of the lowest runOrder that is not done run at the same time; the next order begins when
 * all of them have succeeded. After a failure those that run are left to end and no other is started.
 * @param state of an action; undefined for one that has not been started
 */
export function planStage(
  actions: readonly PlannedAction[],
  state: (action: string) => ActionState | undefined,
  stopping = false,
): StagePlan {
  const states = actions.map(({ name }) => state(name));
  const isRunning = states.includes('running');
  if (states.includes('failed')) return isRunning ? { start: [] } : { start: [], end: 'failed' };
  const open = actions.filter(({ name }) => state(name) !== 'succeeded');
  if (open.length === 0) return { start: [], end: 'succeeded' };
  if (stopping) return isRunning ? { start: [] } : { start: [], end: 'stopped' };
  const order = Math.min(...open.map(({ runOrder }) => runOrder));
  const start = open.filter(({ name, runOrder }) => runOrder === order && state(name) === undefined);
  return { start: start.map(({ name }) => name) };
}
