import type { ReleaseJob } from '../../contracts/release';
import type { ReleaseDesks } from '../../ports/release-desks';

/**
 * An action runs only for the release that holds its workload's desk. A release that has ended gave it back: a stage that
 * somebody retries would go to production beside the next one. An opener that is slow to note the execution is no fault.
 * @throws Error for any other execution
 */
export async function requireDesk(
  { workload, executionId, modelPackageArn }: ReleaseJob,
  desks: Pick<ReleaseDesks, 'read'>,
): Promise<void> {
  const { holder } = await desks.read(workload);
  const isBeginning = holder?.executionId === undefined && holder?.modelPackageArn === modelPackageArn;
  if (isBeginning || holder?.executionId === executionId) return;
  const got = holder ? `version ${holder.version} (execution ${holder.executionId ?? 'not started'})` : 'none';
  throw new Error(
    `release of ${workload}: execution ${executionId} must hold the desk, got ${got}; never retry a stage or start the pipeline by hand: approve the version again (docs/runbook.md#failed-releases)`,
  );
}
