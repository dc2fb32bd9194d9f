import { versionMetadata } from '../../contracts/gate-call';
import type { ModelVersion } from '../../domain/registry/model-version';
import { type Repair, repairOf } from '../../domain/retraining/repair';
import type { Clock } from '../../ports/clock';
import type { ModelRegistry } from '../../ports/model-registry';
import type { ReleaseDesks } from '../../ports/release-desks';

export interface RepairEffects {
  readonly registry: Pick<ModelRegistry, 'versions'>;
  readonly releases: Pick<ReleaseDesks, 'read'>;
  readonly clock: Clock;
}

/** What a retraining must have been, for its version to be found. */
export interface TrainedStory {
  readonly correlationId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** Asks the registry which version a retraining gave, and the release desk how far that is. */
export function createFindRepair({ registry, releases, clock }: RepairEffects) {
  return async (workload: string, story: TrainedStory): Promise<Repair> => {
    const version = await versionOf(workload, story, registry);
    return repairOf(version, await releases.read(workload), clock.now());
  };
}

async function versionOf(
  workload: string,
  { correlationId, startedAt }: TrainedStory,
  registry: RepairEffects['registry'],
): Promise<ModelVersion | undefined> {
  for await (const version of registry.versions(workload)) {
    if (version.metadata[versionMetadata.correlationId] === correlationId) return version;
    if (version.createdAt < startedAt) return undefined;
  }
  return undefined;
}
