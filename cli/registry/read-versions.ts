import { mapInFlight } from '../../lambdas/domain/in-flight';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import { newestApproved } from '../../lambdas/handlers/registry/newest-approved';
import { type ReadEvaluation, readEvaluation } from '../../lambdas/handlers/registry/read-evaluation';
import { readGoldenId } from './read-card';
import type { RegistryAccess } from './registry-access';

/** A version, and how good it was found to be. */
export interface ScoredVersion {
  readonly version: ModelVersion;
  readonly read: ReadEvaluation;
  /** Set of examples that it was scored on; null when unknown. Figures of two sets cannot be compared. */
  readonly goldenId: string | null;
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

export async function score(version: ModelVersion, access: RegistryAccess): Promise<ScoredVersion> {
  const [read, goldenId] = await Promise.all([readEvaluation(version, access), readGoldenId(version, access)]);
  return { version, read, goldenId };
}
