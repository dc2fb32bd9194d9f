import { join } from 'node:path';
import { columnWorkerFileName } from '../../contracts/column-worker';
import {
  type ColumnValues,
  learnBaseline,
  learnColumn,
  matchTable,
  profileColumn,
  profileTable,
  type Table,
  type TableBaseline,
  type TableProfile,
} from '../../domain/drift/baseline';
import type { TableLearner } from '../../ports/table-learner';
import { runOnThreads, type Threads } from './run-on-threads';

export interface TableThreadsProps {
  /** Path of the bundled `column-worker.ts`. */
  readonly script: string;
  /** Threads at most, the caller's among them; 1 starts none. */
  readonly count: number;
  /** Numbers in a table from which on threads are worth their start. */
  readonly leastValues?: typeof breakEven;
}

/** Measured, see docs/drift.md: a thread takes 40 ms to start, and its code as long to become fast. */
export const breakEven = { learn: 2_000_000, profile: 20_000_000 };

/** The code of threads beside a bundled handler. */
export const columnWorkerIn = (folder: string): string => join(folder, columnWorkerFileName);

/**
 * Gives columns to threads. A column is one thread's, and is worked on as on one thread: results are the same to the last
 * bit, however many threads there are. Columns of names stay on the caller's thread: sending costs more than counting.
 */
export class TableThreads implements TableLearner {
  private readonly threads: Threads;
  private readonly leastValues: typeof breakEven;

  constructor({ script, count, leastValues = breakEven }: TableThreadsProps) {
    this.threads = { script, count };
    this.leastValues = leastValues;
  }

  /** `learnBaseline`. @throws ColumnThreadError when a thread failed */
  async learn(table: Table): Promise<TableBaseline> {
    const numeric = numbersOf(table);
    if (!this.pays('learn', numeric)) return learnBaseline(table);
    const tasks = numeric.map(([, { values }]) => ({ kind: 'learn', values: shared(values) }) as const);
    const learned = await runOnThreads(tasks, this.threads);
    const byName = new Map(numeric.map(([name], place) => [name, learned[place]!]));
    return new Map([...table].map(([name, column]) => [name, byName.get(name) ?? learnColumn(column)]));
  }

  /** `profileTable`. @throws ColumnThreadError when a thread failed */
  async profile(baseline: TableBaseline, table: Table): Promise<TableProfile> {
    const matched = matchTable(baseline, table);
    const numeric = numbersOf(matched.columns);
    if (!this.pays('profile', numeric)) return profileTable(baseline, table);
    const tasks = numeric.map(([, { grid, values }]) => ({ kind: 'profile', grid, values: shared(values) }) as const);
    const counted = await runOnThreads(tasks, this.threads);
    const byName = new Map(numeric.map(([name], place) => [name, counted[place]!]));
    const columns = [...matched.columns].map(
      ([name, column]) => [name, byName.get(name) ?? profileColumn(column)] as const,
    );
    return { ...matched, columns: new Map(columns) };
  }

  private pays(what: keyof typeof breakEven, numeric: readonly Named<{ readonly values: Float64Array }>[]): boolean {
    const values = numeric.reduce((sum, [, column]) => sum + column.values.length, 0);
    return this.threads.count > 1 && numeric.length > 1 && values >= this.leastValues[what];
  }
}

type Named<Column> = readonly [name: string, column: Column];

const numbersOf = <Column extends ColumnValues>(columns: ReadonlyMap<string, Column>) =>
  [...columns].filter((entry): entry is [string, Extract<Column, { kind: 'numeric' }>] => entry[1].kind === 'numeric');

/** The values where all threads see them; a copy takes a tenth of the time of counting. */
function shared(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
