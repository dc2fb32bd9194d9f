import type { ModelEndpoints } from '../../lambdas/ports/model-endpoints';
import type { ReleaseDesks } from '../../lambdas/ports/release-desks';
import type { Releases } from '../../lambdas/ports/releases';
import { modelEndpointsOf, releaseDesksOf, releasesOf } from '../deployment/stores';
import type { TargetOptions } from '../deployment/target-options';
import { type OpenRegistry, openRegistry } from '../registry/registry-access';

/** Releases of one workload, and its endpoints. */
export interface ReleaseAccess extends OpenRegistry {
  readonly releases: Releases;
  readonly desks: ReleaseDesks;
  readonly endpoints: ModelEndpoints;
}

/** @throws WrongUse for a workload that is not trained; what `connect` throws */
export async function openReleases(workload: string, where: string, options: TargetOptions): Promise<ReleaseAccess> {
  const access = await openRegistry(workload, where, options);
  const { connection } = access;
  return {
    ...access,
    releases: releasesOf(connection),
    desks: releaseDesksOf(connection),
    endpoints: modelEndpointsOf(connection),
  };
}
