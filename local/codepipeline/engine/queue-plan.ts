import type { ExecutionMode } from '../pipelines/declaration';

/** An execution that is under way. */
export interface QueuedExecution {
  readonly id: string;
  /** Orders executions by their start. */
  readonly order: number;
  readonly stage: string;
  /** It waits for its turn in the stage; otherwise it is in it. */
  readonly waiting: boolean;
  /** A rollback supersedes nobody and is superseded by nobody. */
  readonly rollback?: boolean;
}

export interface QueuePlan {
  readonly enter: readonly string[];
  /** Newer executions took their place. */
  readonly superseded: readonly string[];
}

/**
 * Who enters a stage next. A stage holds one execution at a time, except in PARALLEL mode. Of those that wait for the same
 * stage the newest goes on in SUPERSEDED mode, and the others are superseded; in QUEUED mode the oldest goes first.
 * @param closed whether the way into a stage is disabled
 */
export function planQueue(
  mode: ExecutionMode,
  executions: readonly QueuedExecution[],
  closed: (stage: string) => boolean,
): QueuePlan {
  const waiting = executions.filter(one => one.waiting);
  if (mode === 'PARALLEL') {
    return { enter: waiting.filter(({ stage }) => !closed(stage)).map(({ id }) => id), superseded: [] };
  }
  const taken = new Set(executions.filter(one => !one.waiting).map(({ stage }) => stage));
  const superseded = mode === 'SUPERSEDED' ? waiting.filter(one => isOvertaken(one, waiting)) : [];
  const left = waiting.filter(one => !superseded.includes(one)).sort((a, b) => a.order - b.order);
  const enter: string[] = [];
  for (const { id, stage } of left) {
    if (taken.has(stage) || closed(stage)) continue;
    taken.add(stage);
    enter.push(id);
  }
  return { enter, superseded: superseded.map(({ id }) => id) };
}

const isOvertaken = (one: QueuedExecution, waiting: readonly QueuedExecution[]): boolean =>
  !one.rollback && waiting.some(other => other.stage === one.stage && other.order > one.order && !other.rollback);
