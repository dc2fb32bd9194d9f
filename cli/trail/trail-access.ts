import config from '../../everloop.config';
import { driftPlansOf, watchedWorkloads } from '../../lib/config/drift-plans-of';
import type { Connection } from '../deployment/connect';
import { modelRegistryOf, objectStoreOf } from '../deployment/stores';
import type { EvidenceSource } from './story-evidence';

/** Where the evidence of a workload's stories lies. */
export function evidenceSourceOf(connection: Connection, workload: string): EvidenceSource {
  const { deployment, environmentName } = connection;
  const watched = watchedWorkloads(driftPlansOf(config, environmentName)).find(({ id }) => id === workload);
  return {
    objects: objectStoreOf(connection),
    registry: modelRegistryOf(connection),
    modelsBucket: deployment.ModelsBucket,
    predictionsBucket: deployment.PredictionsBucket,
    windowSeconds: watched?.plan.policy.windowSeconds ?? null,
  };
}
