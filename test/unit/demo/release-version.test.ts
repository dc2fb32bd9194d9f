import { ReleaseOfVersion } from '../../../cli/demo/release/release-version';
import type { ReleaseAccess } from '../../../cli/release/release-access';
import { MemoryModelEndpoints } from '../../../lambdas/adapters/memory/model-endpoints';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryReleaseDesks } from '../../../lambdas/adapters/memory/release-desks';
import { MemoryReleases } from '../../../lambdas/adapters/memory/releases';
import { ask, emptyDesk, leave, started } from '../../../lambdas/domain/release/desk';
import { arn, version as waitingVersion } from '../registry/fixtures';

const workload = 'product-images';
const release = {
  id: 'id-3',
  version: 3,
  modelPackageArn: arn,
  correlationId: 'person-1',
  approvedAt: '2026-11-21T16:00:00.000Z',
};
const underWay = started(ask(emptyDesk(workload), release).desk, 'id-3', 'execution-3');
const silent = () => undefined;

/** A person's clock: at each pause somebody else does something. */
function world({ approval = 'PendingManualApproval', meanwhile = () => {} } = {}) {
  const registry = new MemoryModelRegistry();
  registry.register(workload, { ...waitingVersion, approval });
  const [releases, desks, endpoints] = [new MemoryReleases(), new MemoryReleaseDesks(), new MemoryModelEndpoints()];
  const connection = { kind: 'laptop', project: 'Everloop', environmentName: 'local' };
  const access = { where: 'everloop demo', workload, registry, releases, desks, endpoints, connection };
  let now = 0;
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
    meanwhile();
  };
  const clock = { nowMs: () => now, sleep };
  const one = new ReleaseOfVersion({
    version: 3,
    access: access as unknown as ReleaseAccess,
    clock,
    signal: new AbortController().signal,
  });
  return { one, registry, releases, desks, endpoints };
}

it('approves a version that waits, once', async () => {
  const { one, registry } = world();
  await one.approve(silent);
  expect(registry.decisions.map(({ approval }) => approval)).toEqual(['Approved']);
});

it('overturns nobody: a version that a person rejected stays rejected', async () => {
  const { one, registry } = world({ approval: 'Rejected' });
  await expect(one.approve(silent)).rejects.toThrow(
    /version 3 must not be rejected, .*everloop approve product-images 3/,
  );
  expect(registry.decisions).toEqual([]);
});

it('releases again what was approved before and does not serve', async () => {
  const { one, registry } = world({ approval: 'Approved' });
  await one.approve(silent);
  expect(registry.decisions.map(({ approval }) => approval)).toEqual(['Rejected', 'Approved']);
});

it('leaves alone a version that serves already', async () => {
  const { one, registry, endpoints, releases } = world({ approval: 'Approved' });
  const name = 'everloop-local-product-images-production';
  const EndpointConfigName = 'everloop-local-product-images-live-v3-00000000';
  await endpoints.create({ EndpointName: name, EndpointConfigName });
  endpoints.settle(name);
  await one.approve(silent);
  await one.waitForPreProduction(silent);
  await one.toProduction(silent);
  expect([registry.decisions, releases.decisions]).toEqual([[], []]);
});

it('gives the second approval to the release that waits', async () => {
  const { one, desks, releases } = world({
    meanwhile: () => {
      releases.decision = { token: 't', executionId: 'execution-3' };
    },
  });
  await one.approve(silent);
  await desks.write({ ...underWay, revision: 0 });
  await one.waitForPreProduction(silent);
  releases.statuses.set('execution-3', 'Succeeded');
  await desks.write(leave(await desks.read(workload), 'id-3', new Date()));
  await one.toProduction(silent);
  expect(releases.decisions).toMatchObject([{ token: 't', approved: true }]);
});

it('gives it to no other version', async () => {
  const { one, desks, releases } = world();
  await desks.write({ ...started(ask(emptyDesk(workload), { ...release, version: 4 }).desk, 'id-3', 'execution-3') });
  releases.decision = { token: 't', executionId: 'execution-3' };
  await expect(one.toProduction(silent)).rejects.toThrow(/must be of version 3, got version 4/);
  expect(releases.decisions).toEqual([]);
});

it('says which stage failed when pre-production is not passed', async () => {
  const { one, desks, releases } = world();
  await one.approve(silent);
  await desks.write({ ...leave(underWay, 'id-3', new Date()), revision: 0 });
  releases.stageStates = [
    { name: 'Test', status: 'Failed', executionId: 'execution-3', summary: 'accuracy must be 0.9, got 0.4' },
  ];
  await expect(one.waitForPreProduction(silent)).rejects.toThrow(
    /release of version 3 must pass pre-production, got Test Failed: accuracy must be 0.9, got 0.4/,
  );
});

it('does not take the end of an earlier release of the version for its own', async () => {
  const { one, desks } = world({ approval: 'Approved' });
  await desks.write({ ...leave(underWay, 'id-3', new Date()), revision: 0 });
  await one.approve(silent);
  await expect(one.waitForPreProduction(silent)).rejects.toThrow('got none after 300 s');
});
