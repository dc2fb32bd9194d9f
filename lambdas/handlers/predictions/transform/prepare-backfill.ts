import { type BackfillRun, prepareBackfillSchema } from '../../../contracts/transform-backfill';
import type { ModelVersion } from '../../../domain/registry/model-version';
import { versionOfConfig } from '../../../domain/release/deployed-version';
import { deployableVersion } from '../../../domain/serving/deployable-version';
import { DeploymentRefusedError } from '../../../domain/serving/deployment-errors';
import { runId } from '../../../domain/serving/run-name';
import type { ModelEndpoints } from '../../../ports/model-endpoints';
import type { ModelRegistry } from '../../../ports/model-registry';
import type { ObjectStore } from '../../../ports/object-store';
import { newestApproved } from '../../registry/newest-approved';
import { requireArtifact } from '../../serving/require-artifact';

export interface PrepareBackfillEffects {
  readonly registry: Pick<ModelRegistry, 'find' | 'versions'>;
  readonly endpoints: Pick<ModelEndpoints, 'describe'>;
  readonly objects: Pick<ObjectStore, 'sha256'>;
  /** Name of a workload's production endpoint. */
  readonly endpointOf: (workload: string) => string;
  /** What the names of a workload's transform jobs begin with. */
  readonly nameOf: (workload: string) => string;
}

const where = 'backfill';

/**
 * First state of "Backfill predictions": decides which version is asked, and changes nothing.
 * @throws DeploymentRefusedError when there is none that may run
 */
export function createPrepareBackfill(effects: PrepareBackfillEffects): (event: unknown) => Promise<BackfillRun> {
  return async event => {
    const { call, execution, roles } = prepareBackfillSchema.parse(event);
    const { workload } = call;
    const role = Object.hasOwn(roles, workload) ? roles[workload] : undefined;
    if (role === undefined) {
      const known = Object.keys(roles).join(', ');
      throw new DeploymentRefusedError(`${where}: workload must be one of ${known}, got ${workload}; check the caller`);
    }
    const version = await versionToAsk(workload, effects);
    const { arn, number, image, modelUri, artifactSha256 } = deployableVersion(where, version);
    await requireArtifact(where, version, effects.objects);
    const id = runId(execution);
    const name = `${effects.nameOf(workload)}-${id}`;
    return { id, ...call, name, role, version: { arn, number, image, modelUri, artifactSha256 } };
  };
}

/** The version that serves, so that a backfill says what arrivals are told; the newest approved one while none does. */
async function versionToAsk(workload: string, effects: PrepareBackfillEffects): Promise<ModelVersion> {
  const endpoint = await effects.endpoints.describe(effects.endpointOf(workload));
  const serving = endpoint ? versionOfConfig(endpoint.config) : undefined;
  const version =
    serving === undefined
      ? await newestApproved(workload, effects.registry)
      : await effects.registry.find(workload, serving);
  if (version) return version;
  const got = serving === undefined ? 'none' : `an endpoint that serves version ${serving}, which was deleted`;
  throw new DeploymentRefusedError(
    `${where}: ${workload} must have an approved version, got ${got}; approve one (see \`everloop models ${workload}\`)`,
  );
}
