/** What one workload's item of a kind holds: a pure value that grows by revisions. */
export interface DeskOfWorkload {
  readonly workload: string;
  /** 0 before it was first written. */
  readonly revision: number;
}

/** Desks of the workloads, with optimistic concurrency; all policy is in the domain that the desk belongs to. */
export interface Desks<Desk extends DeskOfWorkload> {
  /** Strongly consistent; an empty desk for a workload without one. */
  read(workload: string): Promise<Desk>;
  /** Writes the desk with the next revision. `conflict` when somebody else wrote since it was read. */
  write(desk: Desk): Promise<'written' | 'conflict'>;
}
