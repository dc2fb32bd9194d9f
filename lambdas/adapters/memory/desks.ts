import type { DeskOfWorkload, Desks } from '../../ports/desks';

export class MemoryDesks<Desk extends DeskOfWorkload> implements Desks<Desk> {
  private readonly desks = new Map<string, Desk>();

  constructor(private readonly empty: (workload: string) => Desk) {}

  async read(workload: string): Promise<Desk> {
    return this.desks.get(workload) ?? this.empty(workload);
  }

  /** No await between look and write: a conditional write is one step. */
  async write(desk: Desk): Promise<'written' | 'conflict'> {
    const revision = this.desks.get(desk.workload)?.revision ?? 0;
    if (revision !== desk.revision) return 'conflict';
    this.desks.set(desk.workload, { ...desk, revision: revision + 1 });
    return 'written';
  }
}
