import { MemoryDeployments } from '../../../lambdas/adapters/memory/deployments';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import { MemoryReleaseDesks } from '../../../lambdas/adapters/memory/release-desks';
import { MemoryReleases } from '../../../lambdas/adapters/memory/releases';
import { createCloseRelease } from '../../../lambdas/handlers/release/close-release';
import { createHandleRejection } from '../../../lambdas/handlers/release/handle-rejection';
import { createOpenRelease } from '../../../lambdas/handlers/release/open-release';
import { stateChange } from '../registry/fixtures';
import { approved, servingWorld } from '../serving/world';

const minute = (at: number) => new Date(Date.UTC(2026, 10, 21, 16, at)).toISOString();

/** Releases over memory. Versions are registered as approved; events say what changed and when. */
export async function releaseWorld(...versions: readonly number[]) {
  const world = await servingWorld();
  const desks = new MemoryReleaseDesks();
  const releases = new MemoryReleases();
  const deployments = new MemoryDeployments();
  const notifier = new MemoryNotifier();
  let ticks = 0;
  for (const version of versions) world.registry.register('product-images', approved(version));
  const effects = {
    ...world,
    desks,
    releases,
    deployments,
    notifier,
    // Time goes on: the trail takes the same moment of the same time for one.
    clock: { now: () => new Date(Date.UTC(2026, 10, 21, 17) + ticks++) },
    modelsBucket: 'models',
    project: 'Everloop',
    environment: 'dev',
  };
  const event = (version: number, status: string, at: number) =>
    stateChange({
      ModelPackageArn: approved(version).arn,
      ModelPackageVersion: version,
      ModelApprovalStatus: status,
      LastModifiedTime: minute(at),
    });
  const open = createOpenRelease(effects);
  const close = createCloseRelease(effects);
  const reject = createHandleRejection(effects);
  return {
    ...effects,
    open: (version: number, at = version) => open(event(version, 'Approved', at)),
    openEvent: open,
    rejected: async (version: number, at = 50) => {
      await world.registry.decide(approved(version).arn, { approval: 'Rejected', why: 'bags got worse', by: 'ann' });
      return reject(event(version, 'Rejected', at));
    },
    ended: (executionId: string, state: string) => {
      releases.statuses.set(executionId, state);
      const detail = { pipeline: 'everloop-dev-product-images-release', 'execution-id': executionId, state };
      return close({ time: '2026-11-21T17:00:00Z', detail });
    },
    desk: () => desks.read('product-images'),
    records: async () =>
      (await world.trail.read('product-images')).events.map(
        ({ subject, status, why }) => [subject, status, why] as const,
      ),
    /** Execution id of a version's release. */
    runOf: (version: number) =>
      [...releases.started].find(([, release]) => release.version === version)?.[0] ?? 'not started',
  };
}
