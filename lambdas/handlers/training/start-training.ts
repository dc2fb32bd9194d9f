import { type DatasetPlans, trainingCallSchema } from '../../contracts/training-start';
import type { Journal } from '../../ports/journal';
import type { ObjectStore } from '../../ports/object-store';
import { buildDataset } from './build-dataset';
import { type StartEffects, startExecution } from './start-execution';

export interface StartTrainingEffects extends StartEffects {
  readonly objects: ObjectStore;
  readonly buckets: { readonly models: string; readonly curated: string };
  readonly plans: DatasetPlans;
  /** Called when the data set is drawn; what it throws stops the start. */
  readonly beforeStart?: () => Promise<void>;
  readonly journal: Journal;
}

export interface StartTrainingAnswer {
  readonly executionArn: string;
  readonly correlationId: string;
  readonly datasetId: string;
}

/**
 * Draws a data set of all that is curated and starts the pipeline on it. Purpose: one way from a reason to an execution,
 * for schedules and for whoever watches a model. Idempotent by the moment of its call.
 * @throws Error when no model could be trained on what is curated
 */
export function createStartTraining(effects: StartTrainingEffects): (event: unknown) => Promise<StartTrainingAnswer> {
  return async event => {
    const { workload, reason, why, drift, at, token = tokenOf(workload) } = trainingCallSchema.parse(event);
    const plan = effects.plans[workload];
    if (!plan) {
      const known = Object.keys(effects.plans).join(', ');
      throw new Error(`start training: workload must be one of ${known}, got ${workload}; check the caller`);
    }
    const dataset = await buildDataset({ workload, ...plan, ...(drift && { drift }) }, effects);
    if (dataset.stored === 'refused') {
      const faults = dataset.faults.map(({ code, message }) => `${code}: ${message}`).join('; ');
      throw new Error(`start training: data set of ${workload} must be fit to train on, got ${faults}`);
    }
    const { id: datasetId } = dataset.manifest;
    const request = { workload, dataset: dataset.manifest, reason, at: new Date(at), token, why, drift };
    await effects.beforeStart?.();
    const started = await startExecution(request, effects);
    const { executionArn, correlationId } = started;
    effects.journal.note('training started', { workload, datasetId, executionArn, correlationId });
    return { executionArn, correlationId, datasetId };
  };
}

/** A correlation id takes eight letters and digits. */
const tokenOf = (workload: string): string => workload.replace(/[^a-z0-9]/g, '').slice(0, 8);
