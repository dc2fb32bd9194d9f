import type { AlarmChange } from '../../domain/retraining/alarms';
import type { RetrainAlarms } from '../../ports/retrain-alarms';

/** Alarms in the state that a test gives them, by workload. */
export class MemoryRetrainAlarms implements RetrainAlarms {
  readonly inAlarm = new Map<string, readonly AlarmChange[]>();

  async raised(workload: string): Promise<readonly AlarmChange[]> {
    return this.inAlarm.get(workload) ?? [];
  }
}
