import { stateChange } from '../registry/fixtures';
import { approved, endpointOf } from '../serving/world';
import { releaseWorld } from './world';

describe('an approval', () => {
  it('writes what the pipeline starts from and starts it for exactly that version', async () => {
    const { open, objects, releases, records, desk } = await releaseWorld(1);
    expect(await open(1)).toBe('begins');
    expect([...releases.started.values()]).toMatchObject([
      { version: 1, modelPackageArn: approved(1).arn, correlationId: 'person-1' },
    ]);
    const zip = await objects.get({ bucket: 'models', key: 'releases/product-images/1/release.zip' });
    expect(Buffer.from(zip?.bytes ?? []).toString('latin1')).toContain('"version": 1');
    expect((await desk()).holder?.executionId).toBe([...releases.started.keys()][0]);
    expect(await records()).toEqual([['version 1', 'Opened', undefined]]);
  });

  it('that comes twice, or after metadata were changed, opens one release', async () => {
    const { open, openEvent, releases } = await releaseWorld(1);
    await open(1);
    expect(await open(1)).toBe('duplicate');
    const metadata = { ModelApprovalStatus: 'Approved', UpdatedModelPackageFields: ['CustomerMetadataProperties'] };
    expect(await openEvent(stateChange({ ...metadata, ModelPackageArn: approved(1).arn }))).toBe('not ours');
    expect(releases.started.size).toBe(1);
  });

  it.each([
    ['was rejected meanwhile', 'Rejected', 'decided'],
    ['of another environment', 'Approved', 'not ours'],
  ])('%s opens nothing', async (_, approval, expected) => {
    const { openEvent, releases, registry } = await releaseWorld();
    registry.register('product-images', approved(3, { approval }));
    const group = expected === 'not ours' ? 'everloop-prod-product-images' : 'everloop-dev-product-images';
    const detail = { ModelApprovalStatus: 'Approved', ModelPackageGroupName: group, ModelPackageArn: approved(3).arn };
    expect(await openEvent(stateChange(detail))).toBe(expected);
    expect(releases.started.size).toBe(0);
  });

  it('fifty at once of each of two versions open one release, and the other one follows', async () => {
    const { open, releases, desk, ended, runOf } = await releaseWorld(1, 2);
    await Promise.all(Array.from({ length: 100 }, (_, at) => open(1 + (at % 2))));
    expect(releases.started.size).toBe(1);
    const { holder, waiting } = await desk();
    expect([holder?.version, waiting?.version].sort()).toEqual([1, 2]);
    await ended(runOf(holder?.version ?? 0), 'SUCCEEDED');
    expect(releases.started.size).toBe(2);
  });

  it('is told once, however its deliveries cross', async () => {
    const { open, records, releases } = await releaseWorld(1);
    const { start } = releases;
    // Every delivery is at the pipeline before one of them has noted that it was.
    releases.start = async (workload, release) => {
      await new Promise(resolve => setImmediate(resolve));
      return start.call(releases, workload, release);
    };
    await Promise.all([open(1), open(1), open(1)]);
    expect(await records()).toEqual([['version 1', 'Opened', undefined]]);
  });

  it('finishes what a crash between desk and pipeline left', async () => {
    const { open, releases, desk } = await releaseWorld(1);
    const { start } = releases;
    releases.start = async () => {
      throw new Error('lost connection');
    };
    await expect(open(1)).rejects.toThrow('lost connection');
    releases.start = start;
    expect(await open(1)).toBe('duplicate');
    expect((await desk()).holder?.executionId).toBeDefined();
  });

  it('takes the desk of a release whose end nobody told', async () => {
    const { open, releases, runOf } = await releaseWorld(1, 2);
    await open(1);
    releases.statuses.set(runOf(1), 'Failed');
    expect(await open(2)).toBe('begins');
  });
});

describe('a newer approval', () => {
  it('waits, and replaces the one that waits with a reason', async () => {
    const { open, records, releases } = await releaseWorld(1, 2, 3);
    await open(1);
    expect(await open(2)).toBe('waits');
    expect(await open(3)).toBe('waits');
    expect(releases.started.size).toBe(1);
    expect(await records()).toEqual(
      expect.arrayContaining([
        ['version 2', 'Waits', 'version 1 is on its way'],
        ['version 2', 'Cancelled', 'version 3 was approved later and waits in its place'],
        ['version 3', 'Waits', 'version 1 is on its way'],
      ]),
    );
  });

  it('begins when the one before has ended, unless it was rejected meanwhile', async () => {
    const { open, ended, runOf, releases, registry, records, desk } = await releaseWorld(1, 2);
    await open(1);
    await open(2);
    await registry.decide(approved(2).arn, { approval: 'Rejected', why: 'x', by: 'ann' });
    await ended(runOf(1), 'SUCCEEDED');
    expect(releases.started.size).toBe(1);
    expect(await records()).toContainEqual(['version 2', 'Cancelled', 'it is no longer approved']);
    expect((await desk()).holder).toBeNull();
  });
});

it('the release of a version that was deleted while it waited never begins, and says why', async () => {
  const { open, ended, runOf, registry, releases, records, desk } = await releaseWorld(1, 2);
  await open(1);
  await open(2);
  const { describe: found } = registry;
  registry.describe = async arn => (arn === approved(2).arn ? null : found.call(registry, arn));
  await ended(runOf(1), 'SUCCEEDED');
  expect(releases.started.size).toBe(1);
  expect(await records()).toContainEqual(['version 2', 'Cancelled', 'the version was deleted']);
  expect((await desk()).holder).toBeNull();
});

describe('the end of a release', () => {
  it('is recorded, and nobody is told of a good one', async () => {
    const { open, ended, runOf, records, notifier } = await releaseWorld(1);
    await open(1);
    expect(await ended(runOf(1), 'SUCCEEDED')).toBe('closed');
    expect(await records()).toContainEqual(['version 1', 'Verified', undefined]);
    expect(notifier.sent.map(({ kind, title }) => [kind, title])).toEqual([
      ['released', 'product-images version 1 serves production'],
    ]);
  });

  it('that failed says why, and lets the next one in', async () => {
    const { open, ended, runOf, releases, records, notifier } = await releaseWorld(1, 2);
    await open(1);
    await open(2);
    releases.failures.set(runOf(1), 'Test: accuracy on 50 golden images must be at least 0.9, got 0.4');
    await ended(runOf(1), 'FAILED');
    expect(await records()).toContainEqual(['version 1', 'Failed', expect.stringContaining('got 0.4')]);
    expect(notifier.sent[0]?.text).toContain('got 0.4');
    expect(runOf(2)).not.toBe('not started');
  });

  it('that comes again is recorded and mailed once', async () => {
    const { open, ended, runOf, records, notifier } = await releaseWorld(1, 2);
    await open(1);
    await open(2);
    const run = runOf(1);
    await ended(run, 'FAILED');
    expect(await ended(run, 'FAILED')).toBe('not ours');
    expect((await records()).filter(([, status]) => status === 'Failed')).toHaveLength(1);
    expect(notifier.sent).toHaveLength(1);
  });

  it('of an execution that nobody opened changes nothing', async () => {
    const { open, ended, desk, records } = await releaseWorld(1);
    await open(1);
    const before = await desk();
    expect(await ended('started-by-aws', 'FAILED')).toBe('not ours');
    expect(await desk()).toEqual(before);
    expect(await records()).toHaveLength(1);
  });
});

describe('a release that ends badly after its deployment to production', () => {
  const deployed = async (status: string) => {
    const world = await inProduction(1, 3);
    await world.open(3);
    const [, config = ''] = [...world.endpoints.configurations.keys()];
    world.endpoints.configurations.set(config, { createdAt: '2026-11-21T16:30:00.000Z' });
    world.releases.stageStates = [{ name: 'Production', status, executionId: world.runOf(3) }];
    world.releases.failures.set(world.runOf(3), 'Verify: 95 % of its answers must come within 2000 ms, got 9000 ms');
    return world;
  };

  it.each([
    ['Succeeded', 'FAILED'],
    ['Stopped', 'STOPPED'],
  ])('brings back what served before its stage %s: unverified, it does not go on serving', async (status, end) => {
    const { ended, runOf, deployments, notifier, records } = await deployed(status);
    await ended(runOf(3), end);
    expect([...deployments.runs.values()]).toMatchObject([{ modelPackageArn: approved(1).arn, replaces: 3 }]);
    expect(notifier.sent.map(({ subject }) => subject)).toEqual([
      'Everloop dev: product-images version 3 could not be verified in service',
    ]);
    expect(notifier.sent[0]?.text).toMatch(/goes back to version 1 now.*got 9000 ms/s);
    expect(await records()).toContainEqual([
      'version 3',
      'RollingBack',
      expect.stringMatching(/^version 1 again: Verify/),
    ]);
  });

  it('goes back once when its version is rejected too, for the rejection', async () => {
    const { rejected, ended, runOf, deployments, notifier, records } = await deployed('Succeeded');
    expect(await rejected(3)).toBe('stopping');
    await ended(runOf(3), 'STOPPED');
    expect(deployments.runs.size).toBe(1);
    expect(notifier.sent.map(({ subject }) => subject)).toEqual([
      'Everloop dev: product-images version 3 was rejected in service',
    ]);
    expect((await records()).filter(([, status]) => status === 'RollingBack')).toHaveLength(1);
  });

  it('says nothing else when a crash behind its way back brings the event again', async () => {
    const { ended, runOf, desks, deployments, notifier } = await deployed('Succeeded');
    const { write } = desks;
    desks.write = async () => {
      throw new Error('lost connection');
    };
    await expect(ended(runOf(3), 'FAILED')).rejects.toThrow('lost connection');
    desks.write = write;
    expect(await ended(runOf(3), 'FAILED')).toBe('closed');
    expect(deployments.runs.size).toBe(1);
    expect(notifier.sent.map(({ subject }) => subject)).toEqual([
      'Everloop dev: product-images version 3 could not be verified in service',
    ]);
  });

  it('leaves alone what served before the release was approved', async () => {
    const { ended, runOf, deployments, endpoints, notifier } = await deployed('Stopped');
    const [, config = ''] = [...endpoints.configurations.keys()];
    endpoints.configurations.set(config, { createdAt: '2026-11-21T10:00:00.000Z' });
    await ended(runOf(3), 'STOPPED');
    expect(deployments.runs.size).toBe(0);
    expect(notifier.sent[0]?.text).toContain('Production serves version 3.');
  });

  it.each([
    ['whose deployment went back by itself', 'Failed', 3],
    ['that another version has replaced', 'Succeeded', 4],
  ])('changes nothing %s', async (_, status, serving) => {
    const { ended, runOf, deployments, endpoints, notifier } = await deployed(status);
    endpoints.settle(endpointOf(), { config: `everloop-dev-product-images-live-v${serving}-22222222` });
    await ended(runOf(3), 'FAILED');
    expect(deployments.runs.size).toBe(0);
    expect(notifier.sent.map(({ subject }) => subject)).toEqual([
      'Everloop dev: release of product-images version 3 did not succeed',
    ]);
    expect(notifier.sent[0]?.text).toContain(`Production serves version ${serving}.`);
  });
});

/** Production serves `now`, and served `before`. */
async function inProduction(before: number, now: number, ...others: readonly number[]) {
  const world = await releaseWorld(...others);
  await world.serving(before);
  world.registry.register('product-images', approved(now));
  const config = `everloop-dev-product-images-live-v${now}-11111111`;
  await world.endpoints.createConfig({ EndpointConfigName: config });
  await world.endpoints.update({ EndpointName: endpointOf(), EndpointConfigName: config });
  world.endpoints.settle(endpointOf());
  return world;
}

describe('the rejection of a version', () => {
  it('that serves brings back the one that served before, once, and tells people', async () => {
    const { rejected, deployments, notifier, records } = await inProduction(1, 3, 2);
    expect(await rejected(3)).toBe('rolls back');
    expect(await rejected(3)).toBe('known');
    expect([...deployments.runs.values()]).toEqual([
      {
        workload: 'product-images',
        stage: 'production',
        modelPackageArn: approved(1).arn,
        correlationId: 'person-1',
        replaces: 3,
      },
    ]);
    expect(notifier.sent).toHaveLength(1);
    expect(notifier.sent[0]).toMatchObject({
      subject: 'Everloop dev: product-images version 3 was rejected in service',
      text: expect.stringMatching(/goes back to version 1 now.*bags got worse/s),
    });
    expect(await records()).toEqual([['version 3', 'RollingBack', 'version 1 again: bags got worse']]);
  });

  it('skips what served before and was rejected too', async () => {
    const { rejected, deployments, registry } = await inProduction(2, 3, 1);
    await registry.decide(approved(2).arn, { approval: 'Rejected', why: 'x', by: 'ann' });
    await rejected(3);
    expect([...deployments.runs.values()].map(({ modelPackageArn }) => modelPackageArn)).toEqual([approved(1).arn]);
  });

  it('leaves it in service when there is no other, and says so', async () => {
    const { serving, rejected, deployments, notifier, journal } = await releaseWorld();
    await serving(1);
    expect(await rejected(1)).toBe('stays');
    expect(deployments.runs.size).toBe(0);
    expect(notifier.sent[0]?.text).toContain('There is no other approved version to go back to');
    expect(journal.problems).toHaveLength(1);
  });

  it('that does not serve changes nothing', async () => {
    const { rejected, deployments, notifier } = await inProduction(1, 3, 2);
    expect(await rejected(2)).toBe('nothing');
    expect([deployments.runs.size, notifier.sent.length]).toEqual([0, 0]);
  });

  it('that is on its way stops its release; going back follows when that has ended', async () => {
    const { open, rejected, ended, runOf, releases, deployments, endpoints } = await inProduction(1, 3);
    await open(3);
    expect(await rejected(3)).toBe('stopping');
    expect(releases.stopped).toEqual([{ executionId: runOf(3), why: 'the version was rejected' }]);
    expect(deployments.runs.size).toBe(0);
    expect((await endpoints.describe(endpointOf()))?.config).toContain('-v3-');
    await ended(runOf(3), 'STOPPED');
    expect(deployments.runs.size).toBe(1);
  });

  it('that waits takes it out', async () => {
    const { open, rejected, desk, records } = await releaseWorld(1, 2);
    await open(1);
    await open(2);
    expect(await rejected(2)).toBe('withdrawn');
    expect((await desk()).waiting).toBeNull();
    expect(await records()).toContainEqual(['version 2', 'Cancelled', 'the version was rejected']);
  });

  it('whose event is late and that was approved again stops nothing', async () => {
    const { open, rejected, registry, releases } = await releaseWorld(1);
    await open(1);
    const { decide } = registry;
    registry.decide = async () => undefined;
    expect(await rejected(1)).toBe('nothing');
    registry.decide = decide;
    expect(releases.stopped).toEqual([]);
  });
});
