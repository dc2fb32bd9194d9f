import type { Decision } from '../../lambdas/domain/registry/decision';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import { newestApproved } from '../../lambdas/handlers/registry/newest-approved';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';
import { WrongUse } from '../errors';
import { printable } from '../ingestion/printable';

/** SageMaker takes so many characters of a reason. */
export const longestReason = 1024;

/** What a decision did. */
export interface Decided {
  /** As it is now. */
  readonly version: ModelVersion;
  /** What was said of it before. */
  readonly was: string;
  /** False: it was decided so already, and nothing was called. */
  readonly changed: boolean;
  /** Newest approved version before and after; null: there is none. */
  readonly champion: { readonly before: ModelVersion | null; readonly after: ModelVersion | null };
}

/** @throws WrongUse for a reason that SageMaker, or a line of the trail, would not take */
export function requireReason(why: string, where: string): string {
  const text = why.trim();
  const got =
    text === ''
      ? 'nothing'
      : text.length > longestReason
        ? `${text.length} characters`
        : printable(text) === text
          ? undefined
          : `control characters in ${JSON.stringify(text)}`;
  if (got === undefined) return text;
  throw new WrongUse(
    `${where}: --why must be 1 to ${longestReason} characters on one line, got ${got}; the version and the trail keep it`,
  );
}

/**
 * Records a decision unless it was made already; the reason of the first one stays then. Any decision may be overturned
 * by the opposite one. Two people at once: the last call counts, as in the console.
 */
export async function decideVersion(
  version: ModelVersion,
  decision: Decision,
  { workload, registry }: { readonly workload: string; readonly registry: ModelRegistry },
): Promise<Decided> {
  const other = await newestApproved(workload, registry, version.version);
  const before = championAmong(version, other);
  if (version.approval === decision.approval) {
    return { version, was: version.approval, changed: false, champion: { before, after: before } };
  }
  await registry.decide(version.arn, decision);
  const now = (await registry.describe(version.arn)) ?? version;
  return { version: now, was: version.approval, changed: true, champion: { before, after: championAmong(now, other) } };
}

/** Lists lag behind decisions, so the newest approved version is worked out here. */
function championAmong(version: ModelVersion, other: ModelVersion | null): ModelVersion | null {
  const isNewer = version.approval === 'Approved' && version.version > (other?.version ?? 0);
  return isNewer ? version : other;
}
