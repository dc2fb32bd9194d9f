import { type DriftPlans, watchedPlanOf } from '../../contracts/drift-policy';
import type { DriftWindow } from '../../contracts/drift-window';
import { driftedWindow } from '../../domain/retraining/drifted-window';
import type { ObjectStore } from '../../ports/object-store';
import { readSummaries } from '../drift/read-summaries';

export interface DriftedWindowEffects {
  readonly objects: ObjectStore;
  readonly predictionsBucket: string;
  readonly plans: DriftPlans;
  readonly project: string;
  readonly environment: string;
}

/** Reads what monitors found, for the time that the raised alarms of a workload are about. */
export function createFindDriftedWindow({ objects, predictionsBucket: bucket, plans, ...place }: DriftedWindowEffects) {
  return async (workload: string, alarms: readonly string[], now: Date): Promise<DriftWindow | undefined> => {
    const plan = watchedPlanOf(plans, workload);
    if (!plan) return undefined;
    const found = await readSummaries(workload, { policy: plan.policy, at: now }, { objects, bucket });
    return driftedWindow(found, { ...place, workload, alarms }, plan.policy);
  };
}
