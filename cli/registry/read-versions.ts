import { mapInFlight } from '../../lambdas/domain/in-flight';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import { newestApproved } from '../../lambdas/handlers/registry/newest-approved';
import { type ReadEvaluation, readEvaluation } from '../../lambdas/handlers/registry/read-evaluation';
import type { RegistryAccess } from './registry-access';

/** A version, and how good it was found to be. */
export interface ScoredVersion {
  readonly version: ModelVersion;
  readonly read: ReadEvaluation;
}

export interface VersionList {
  /** Newest first; the champion comes last when it is older than those asked for. */
  readonly versions: readonly ScoredVersion[];
  /** The newest approved one. */
  readonly champion: ModelVersion | null;
  readonly hasMore: boolean;
}

const evaluationsAtOnce = 8;

/** The newest versions of a workload with their scores, and its champion however old it is. */
export async function readVersions(access: RegistryAccess, last: number): Promise<VersionList> {
  const { registry, workload } = access;
  const newest: ModelVersion[] = [];
  let hasMore = false;
  for await (const version of registry.versions(workload)) {
    hasMore = newest.length === last;
    if (hasMore) break;
    newest.push(version);
  }
  const champion = await newestApproved(workload, registry);
  const isListed = newest.some(({ arn }) => arn === champion?.arn);
  const listed = champion && !isListed ? [...newest, champion] : newest;
  return { versions: await mapInFlight(listed, evaluationsAtOnce, one => score(one, access)), champion, hasMore };
}

export const score = async (version: ModelVersion, access: RegistryAccess): Promise<ScoredVersion> => ({
  version,
  read: await readEvaluation(version, access),
});
