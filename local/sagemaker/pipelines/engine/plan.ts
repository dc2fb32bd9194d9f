import type { Branch } from '../../../../pipeline/definition/validate-definition';

/** A step as far as its turn depends on others. */
export interface PlannedStep {
  readonly name: string;
  /** Steps that must have succeeded before. */
  readonly needs: readonly string[];
  /** The branch of a condition that it is in. */
  readonly inside?: { readonly condition: string; readonly branch: Branch };
}

export type StepState = 'running' | 'succeeded' | 'failed' | 'stopped';

/** How far an execution has come. A step without a state has not been started. */
export interface Progress {
  state(step: string): StepState | undefined;
  /** The branch that a condition took, once it has succeeded. */
  taken(condition: string): Branch | undefined;
  /** Steps at a time; all that can where there is none. */
  readonly mostRunning?: number | undefined;
  /** No step is started any more. */
  readonly stopping: boolean;
}

export interface Plan {
  /** In the order of the definition. */
  readonly start: readonly string[];
  /** Nothing runs and nothing can be started. */
  readonly over: boolean;
}

/**
 * What to do next. After a failure the steps that run are left to end and no other is started, as in SageMaker. A step
 * whose branch was not taken is left out, and so is every step that needs it.
 */
export function plan(steps: readonly PlannedStep[], progress: Progress): Plan {
  const running = steps.filter(({ name }) => progress.state(name) === 'running').length;
  const hasFailed = steps.some(({ name }) => ['failed', 'stopped'].includes(progress.state(name) ?? ''));
  const room = hasFailed || progress.stopping ? 0 : (progress.mostRunning ?? Number.POSITIVE_INFINITY) - running;
  const ready = steps.filter(step => progress.state(step.name) === undefined && isReady(step, progress));
  const start = ready.slice(0, Math.max(0, room)).map(({ name }) => name);
  return { start, over: running === 0 && start.length === 0 };
}

const isReady = ({ needs, inside }: PlannedStep, progress: Progress): boolean =>
  needs.every(name => progress.state(name) === 'succeeded') &&
  (inside === undefined || progress.taken(inside.condition) === inside.branch);
