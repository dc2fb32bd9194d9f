import type { AlarmChange } from '../domain/retraining/alarms';

/** Alarms that ask for retrainings, as they are now. */
export interface RetrainAlarms {
  /** Those of a workload that are in ALARM. */
  raised(workload: string): Promise<readonly AlarmChange[]>;
}
