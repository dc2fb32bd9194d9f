import { type ColumnBaseline, learnColumn, profileColumn } from '../../domain/drift/baseline';
import type { ColumnProfile } from '../../domain/drift/profile/column-profile';
import type { NumericGrid } from '../../domain/drift/profile/numeric-grid';

/** What a thread can do with a column of numbers. Names are not sent: they would be copied one by one. */
export type ColumnTask =
  | { readonly kind: 'learn'; readonly values: Float64Array }
  | { readonly kind: 'profile'; readonly grid: NumericGrid; readonly values: Float64Array };

/** What comes of it. */
export interface ColumnResults {
  readonly learn: ColumnBaseline;
  readonly profile: ColumnProfile;
}
export type ColumnResult = ColumnResults[keyof ColumnResults];

/** What all threads of one call share. */
export interface SharedWork {
  readonly tasks: readonly ColumnTask[];
  /** On shared memory, shape (1,): the task that nobody has taken yet. */
  readonly next: Int32Array;
}

/** A task's place in `tasks`, and what came of it. */
export type Answer = readonly [place: number, result: ColumnResult];

const doTask = (task: ColumnTask): ColumnResult =>
  task.kind === 'learn'
    ? learnColumn({ kind: 'numeric', values: task.values })
    : profileColumn({ kind: 'numeric', grid: task.grid, values: task.values });

/** Takes tasks until none is left. Each is taken once, by whichever thread is free: a slow thread delays one column. */
export function takeTasks({ tasks, next }: SharedWork): Answer[] {
  const answers: Answer[] = [];
  for (let place = Atomics.add(next, 0, 1); place < tasks.length; place = Atomics.add(next, 0, 1)) {
    answers.push([place, doTask(tasks[place]!)]);
  }
  return answers;
}
