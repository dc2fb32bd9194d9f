import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import { newestApproved } from '../../lambdas/handlers/registry/newest-approved';
import type { ReadEvaluation } from '../../lambdas/handlers/registry/read-evaluation';
import { type ComparedScores, compareScores } from './champion-scores';
import { type Card, readCard } from './read-card';
import { score } from './read-versions';
import type { RegistryAccess } from './registry-access';
import { type VersionReport, versionReport } from './version-report';

export interface VersionInDetail {
  readonly report: VersionReport;
  readonly read: ReadEvaluation;
  /** Beside the newest other version that is approved. */
  readonly compared: ComparedScores | undefined;
  readonly card: Card | null;
}

/** Reads all that is kept of one version. */
export async function showVersion(version: ModelVersion, access: RegistryAccess): Promise<VersionInDetail> {
  const { workload, registry } = access;
  const [own, champion, other, card] = await Promise.all([
    score(version, access),
    newestApproved(workload, registry),
    newestApproved(workload, registry, version.version).then(found => found && score(found, access)),
    readCard(version, access),
  ]);
  const compared = compareScores(own, other);
  return { report: versionReport(own, champion), read: own.read, compared, card };
}
