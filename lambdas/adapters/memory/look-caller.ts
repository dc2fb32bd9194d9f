import type { LookCaller, WatchedMoment } from '../../ports/look-caller';

export class MemoryLookCaller implements LookCaller {
  readonly calls: string[] = [];

  async predicted({ workload, predictedAt }: WatchedMoment): Promise<void> {
    this.calls.push(`prediction of ${workload} at ${predictedAt}`);
  }

  async labelled({ workload, predictedAt }: WatchedMoment): Promise<void> {
    this.calls.push(`label of ${workload} at ${predictedAt}`);
  }
}
