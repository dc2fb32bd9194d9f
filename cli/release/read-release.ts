import type { ReleaseAccess } from './release-access';
import { type ReleaseReport, releaseReport } from './release-report';
import { stageEndpoint } from './serving-version';

/** Where the releases of a workload stand. */
export async function readRelease(access: ReleaseAccess): Promise<ReleaseReport> {
  const { workload, desks, releases, endpoints, connection } = access;
  const { project, environmentName } = connection;
  const place = { workload, project, environmentName, endpoints };
  const [desk, stages, waiting, preProduction, production] = await Promise.all([
    desks.read(workload),
    releases.stages(workload),
    releases.waiting(workload),
    stageEndpoint('pre-production', place),
    stageEndpoint('production', place),
  ]);
  const serving = { preProduction: preProduction.version, production: production.version };
  return releaseReport({ workload, environment: environmentName, desk, stages, waiting, serving });
}
