import type { DriftPlans } from '../../contracts/drift-policy';
import type { DriftWindow } from '../../contracts/drift-window';
import { monitoringFiles } from '../../contracts/monitoring';
import { type WindowSummary, windowSummarySchema } from '../../domain/drift/monitor/window-summary';
import { monitoringKey, newestWindow, windowsBefore } from '../../domain/drift/monitor/windows';
import { mapInFlight } from '../../domain/in-flight';
import { driftedWindow } from '../../domain/retraining/drifted-window';
import type { ObjectStore } from '../../ports/object-store';

export interface DriftedWindowEffects {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly predictionsBucket: string;
  readonly plans: DriftPlans;
  readonly project: string;
  readonly environment: string;
}

/** What a monitor looks back over when it judges m of n: `watch-workload`. */
const mostSummaries = 72;
const readsInFlight = 32;

/** Reads what monitors found, for the time that the raised alarms of a workload are about. */
export function createFindDriftedWindow({ objects, predictionsBucket: bucket, plans, ...place }: DriftedWindowEffects) {
  return async (workload: string, alarms: readonly string[], now: Date): Promise<DriftWindow | undefined> => {
    const plan = Object.hasOwn(plans, workload) ? plans[workload] : undefined;
    if (plan?.kind !== 'classes') return undefined;
    const windows = windowsBefore(newestWindow(now, plan.policy), plan.policy, mostSummaries);
    const found = await mapInFlight(windows, readsInFlight, async (window): Promise<WindowSummary[]> => {
      const stored = await objects.get({ bucket, key: monitoringKey(workload, window, monitoringFiles.summary) });
      return stored ? [windowSummarySchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)))] : [];
    });
    return driftedWindow(found.flat(), { ...place, workload, alarms }, plan.policy);
  };
}
