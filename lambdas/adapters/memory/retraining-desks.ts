import { type Desk, emptyDesk } from '../../domain/retraining/desk';
import type { RetrainingDesks } from '../../ports/retraining-desks';

export class MemoryRetrainingDesks implements RetrainingDesks {
  private readonly desks = new Map<string, Desk>();

  async read(workload: string): Promise<Desk> {
    return this.desks.get(workload) ?? emptyDesk(workload);
  }

  /** No await between look and write: a conditional write is one step. */
  async write(desk: Desk): Promise<'written' | 'conflict'> {
    const revision = this.desks.get(desk.workload)?.revision ?? 0;
    if (revision !== desk.revision) return 'conflict';
    this.desks.set(desk.workload, { ...desk, revision: revision + 1 });
    return 'written';
  }
}
