import { approved, callOf, endpointOf, servingWorld } from './world';

const ended = (status: string, own: object = {}) => ({
  detail: {
    name: 'run-2',
    status,
    startDate: Date.UTC(2026, 10, 21, 16, 59),
    input: JSON.stringify(callOf(2)),
    error: null,
    cause: null,
    ...own,
  },
});

/** Version 1 serves, the deployment of version 2 has started. */
async function begun() {
  const world = await servingWorld();
  const previous = await world.serving(1);
  world.registry.register('product-images', approved(2));
  const deployment = await world.start(await world.prepare(2));
  return { ...world, previous, deployment };
}

it.each([
  ['stopped by a person', 'ABORTED', { error: 'ann', cause: 'wrong one' }, 'it was stopped: wrong one'],
  ['out of time', 'TIMED_OUT', {}, 'it took too long'],
  ['lost', 'FAILED', { error: 'States.ServiceRestart', cause: 'restarted' }, 'States.ServiceRestart: restarted'],
])(
  'a run that was %s while its unverified version took over gives way to what served before',
  async (_, status, own, said) => {
    const { recover, endpoints, alarms, previous, deployment, trail } = await begun();
    endpoints.settle(endpointOf());
    const settles = async () => endpoints.settle(endpointOf());
    expect(await recover(ended(status, own), settles)).toBe('recovered');
    expect(await endpoints.describe(endpointOf())).toMatchObject({ status: 'InService', config: previous });
    expect([...endpoints.configurations.keys()]).toEqual([previous]);
    expect([alarms.kept.size, endpoints.models.has(deployment.names.model)]).toEqual([0, false]);
    expect((await trail.read('product-images')).events).toMatchObject([
      {
        subject: 'production 2',
        status: 'Failed',
        why: `deploy model: run run-2 must end by itself, got ${status} (${said}); release the version again`,
      },
    ]);
  },
);

it('keeps the alarms of an update that SageMaker still bakes, and comes again', async () => {
  const { recover, alarms, endpoints, deployment } = await begun();
  await expect(recover(ended('ABORTED'))).rejects.toMatchObject({ name: 'EndpointBusyError' });
  expect([alarms.kept.size, endpoints.configurations.has(deployment.names.config)]).toEqual([3, true]);
});

it('removes a first endpoint whose run was broken off, whether or not it came up', async () => {
  for (const status of ['InService', 'Failed']) {
    const { registry, prepare, start, recover, endpoints } = await servingWorld();
    registry.register('product-images', approved(2));
    await start(await prepare(2));
    endpoints.settle(endpointOf(), { status });
    await recover(ended('TIMED_OUT'));
    expect([endpoints.endpoints.size, endpoints.configurations.size, endpoints.models.size]).toEqual([0, 0, 0]);
  }
});

it('leaves what serves alone when the run had not reached the endpoint', async () => {
  const { recover, endpoints, serving } = await servingWorld();
  const config = await serving(1);
  await endpoints.removeConfig(config);
  await recover(ended('ABORTED'));
  expect(await endpoints.describe(endpointOf())).toMatchObject({ status: 'InService', config });
});

it.each([
  ['has cleaned up', ended('FAILED', { error: 'DeploymentFailedError', cause: 'slow' })],
  ['was called wrongly', ended('ABORTED', { input: '{"workload":' })],
  ['named no version', ended('ABORTED', { input: JSON.stringify({ ...callOf(2), modelPackageArn: 'latest' }) })],
])('does nothing for a run that %s', async (_, event) => {
  const { recover, endpoints, trail } = await begun();
  expect(await recover(event)).toBe('not ours');
  expect(endpoints.endpoints.get(endpointOf())?.status).toBe('Updating');
  expect((await trail.read('product-images')).events).toEqual([]);
});

it('goes back to what was verified last, not to a newer configuration that nobody proved', async () => {
  const { recover, endpoints, previous } = await begun();
  endpoints.settle(endpointOf());
  const { arn = '' } = (await endpoints.describe(endpointOf())) ?? {};
  await endpoints.tag(arn, { 'everloop:proven': previous });
  await endpoints.createConfig({ EndpointConfigName: 'everloop-dev-product-images-live-v3-99999999' });
  await recover(ended('ABORTED'), async () => endpoints.settle(endpointOf()));
  expect(await endpoints.describe(endpointOf())).toMatchObject({ config: previous });
});

it('never takes a configuration for the one before that was made later', async () => {
  const { registry, prepare, start, recover, endpoints } = await servingWorld();
  registry.register('product-images', approved(2));
  await start(await prepare(2));
  endpoints.settle(endpointOf());
  await endpoints.createConfig({ EndpointConfigName: 'everloop-dev-product-images-live-v3-99999999' });
  await recover(ended('ABORTED'));
  expect(await endpoints.describe(endpointOf())).toBeNull();
});

it('leaves a version that was verified, when only the end of its run was lost', async () => {
  const { recover, end, deployment, endpoints, trail } = await begun();
  endpoints.settle(endpointOf());
  await end(deployment);
  expect(await recover(ended('FAILED', { error: 'States.ServiceRestart' }))).toBe('not ours');
  expect(await endpoints.describe(endpointOf())).toMatchObject({
    status: 'InService',
    config: deployment.names.config,
  });
  expect((await trail.read('product-images')).events.map(({ status }) => status)).toEqual(['Serving']);
});

it('finishes the clean-up that a run could not', async () => {
  const { recover, endpoints, previous } = await begun();
  endpoints.settle(endpointOf(), { config: previous });
  expect(await recover(ended('FAILED', { error: 'DeploymentNotCleanedUp', cause: 'throttled' }))).toBe('recovered');
  expect([...endpoints.configurations.keys()]).toEqual([previous]);
});
