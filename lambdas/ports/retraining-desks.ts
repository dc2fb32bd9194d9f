import type { Desk } from '../domain/retraining/desk';

/** Desks of the workloads, with optimistic concurrency; all policy is in `domain/retraining`. */
export interface RetrainingDesks {
  /** Strongly consistent; an empty desk for a workload without one. */
  read(workload: string): Promise<Desk>;
  /** Writes the desk with the next revision. `conflict` when somebody else wrote since it was read. */
  write(desk: Desk): Promise<'written' | 'conflict'>;
}
