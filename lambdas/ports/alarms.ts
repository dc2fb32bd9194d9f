import type { Request } from '../domain/serving/requests';

/** Alarms that live as long as a deployment. */
export interface Alarms {
  /** PutMetricAlarm's request; one of the same name is replaced. */
  put(request: Request): Promise<void>;
  /** Those that do not exist are no fault. */
  remove(names: readonly string[]): Promise<void>;
  /** Names among them that are in ALARM. */
  raised(names: readonly string[]): Promise<readonly string[]>;
}
