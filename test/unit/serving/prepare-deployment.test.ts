import { approved, callOf, endpointOf, servingWorld } from './world';

it('decides everything of a run: names, version, what serves now', async () => {
  const { prepare, serving, registry } = await servingWorld();
  const previousConfig = await serving(1);
  registry.register('product-images', approved(2));
  const deployment = await prepare(2);
  expect(deployment).toMatchObject({
    previousConfig,
    version: { number: 2, accuracy: null },
    names: {
      endpoint: endpointOf(),
      config: expect.stringMatching(/^everloop-dev-product-images-live-v2-[0-9a-f]{8}$/),
    },
    rollout: { kind: 'canary' },
  });
});

it('gives two runs two names, and one run the same name again', async () => {
  const { prepare, registry } = await servingWorld();
  registry.register('product-images', approved(1));
  const configs = await Promise.all(
    ['a', 'b', 'a'].map(async run => (await prepare(1, 'production', run)).names.config),
  );
  expect(configs[0]).toBe(configs[2]);
  expect(configs[0]).not.toBe(configs[1]);
});

it.each([
  ['waits for approval', { approval: 'PendingManualApproval' }, /must be Approved, got PendingManualApproval/],
  ['was rejected', { approval: 'Rejected' }, /must be Approved, got Rejected/],
  [
    'names its image by a tag that can move',
    { image: 'repository:latest' },
    /must name its image by digest, got repository:latest/,
  ],
  ['has no model', { modelUri: undefined }, /must have a model, got none/],
  ['has no sha256', { metadata: {} }, /must say the sha256/],
])('refuses a version that %s', async (_, own, message) => {
  const { prepare, registry } = await servingWorld();
  registry.register('product-images', approved(1, own as object));
  await expect(prepare(1)).rejects.toMatchObject({
    name: 'DeploymentRefusedError',
    message: expect.stringMatching(message),
  });
});

it('refuses a version that was deleted since its approval', async () => {
  const { prepare } = await servingWorld();
  await expect(prepare(7)).rejects.toMatchObject({
    name: 'DeploymentRefusedError',
    message: `deploy model: version must exist, got none of ${callOf(7).modelPackageArn}; it was deleted since its approval: approve another one`,
  });
});

it.each([
  ['altered', Buffer.from('another model'), /must have the sha256 [0-9a-f]{64}, got [0-9a-f]{64}; it was altered/],
  ['deleted', null, /got no object at s3:\/\/models\/training/],
])('refuses an artifact that was %s since its registration, before anything is made', async (_, bytes, message) => {
  const { prepare, registry, objects, endpoints } = await servingWorld();
  registry.register('product-images', approved(1));
  const target = { bucket: 'models', key: 'training/product-images/model.tar.gz' };
  await (bytes ? objects.put(target, { bytes, contentType: 'x' }) : objects.remove(target));
  await expect(prepare(1)).rejects.toMatchObject({
    name: 'DeploymentRefusedError',
    message: expect.stringMatching(message),
  });
  expect(endpoints.models.size).toBe(0);
});

it('holds no artifact in memory: one may be larger than the function', async () => {
  const { prepare, registry, objects } = await servingWorld();
  registry.register('product-images', approved(1));
  const held = jest.spyOn(objects, 'get');
  const hashed = jest.spyOn(objects, 'sha256');
  await prepare(1);
  const artifact = { bucket: 'models', key: 'training/product-images/model.tar.gz' };
  expect(hashed.mock.calls).toEqual([[artifact]]);
  expect(held.mock.calls.map(([{ key }]) => key)).not.toContain(artifact.key);
});

it('goes back from the version that it was asked to replace, and from no other that took over meanwhile', async () => {
  const { prepare, serving } = await servingWorld();
  await serving(2);
  expect(await prepare(2, 'production', 'back', { replaces: 2 })).toMatchObject({ version: { number: 2 } });
  await expect(prepare(2, 'production', 'back', { replaces: 1 })).rejects.toMatchObject({
    name: 'DeploymentRefusedError',
    message:
      'deploy model: production of product-images must still serve version 1 to go back from it, got version 2; there is nothing left to do',
  });
});

it('waits for an endpoint that is being changed', async () => {
  const { prepare, serving, endpoints } = await servingWorld();
  await serving(1);
  endpoints.settle(endpointOf(), { status: 'Updating' });
  await expect(prepare(1)).rejects.toMatchObject({ name: 'EndpointBusyError' });
});

it('removes an endpoint that never came up, and is tried again', async () => {
  const { prepare, serving, endpoints } = await servingWorld();
  await serving(1);
  endpoints.settle(endpointOf(), { status: 'Failed' });
  await expect(prepare(1)).rejects.toMatchObject({ name: 'EndpointBusyError' });
  expect(await prepare(1)).toMatchObject({ previousConfig: null });
});
