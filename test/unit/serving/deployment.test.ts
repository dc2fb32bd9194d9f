import { approved, attributesOf, callOf, endpointOf, servingWorld } from './world';

const ready = async (stage: 'production' | 'pre-production' = 'production') => {
  const world = await servingWorld();
  const previous = await world.serving(1, stage);
  world.registry.register('product-images', approved(2));
  const deployment = await world.prepare(2, stage);
  const answering = (version: number, label?: string, content?: string) => {
    const { answer } = world.endpoint;
    world.endpoint.answer = actual => {
      const said = answer(label ?? actual);
      return said.kind === 'answered' ? { ...said, attributes: attributesOf(version, content) } : said;
    };
  };
  return { ...world, previous, deployment, answering };
};

describe('start', () => {
  it('makes alarms on the new fleet before it updates, and has the update roll back on them', async () => {
    const { start, deployment, endpoints, alarms } = await ready();
    await start(deployment);
    const names = [...alarms.kept.keys()];
    expect(names).toEqual(['errors', 'latency', 'golden'].map(kind => `${deployment.names.config}-${kind}`));
    for (const alarm of alarms.kept.values()) {
      expect(alarm['Dimensions']).toContainEqual({ Name: 'EndpointConfigName', Value: deployment.names.config });
      expect(alarm['TreatMissingData']).toBe('notBreaching');
    }
    expect(endpoints.updates).toMatchObject([
      { DeploymentConfig: { AutoRollbackConfiguration: { Alarms: names.map(AlarmName => ({ AlarmName })) } } },
    ]);
  });

  it('replaces without guardrails where there are none, and creates a first endpoint without alarms', async () => {
    const replaced = await ready('pre-production');
    await replaced.start(replaced.deployment);
    expect(replaced.endpoints.updates[0]).not.toHaveProperty('DeploymentConfig');
    const first = await servingWorld();
    first.registry.register('product-images', approved(1));
    await first.start(await first.prepare(1));
    expect([first.alarms.kept.size, replaced.alarms.kept.size]).toEqual([0, 0]);
    expect(await first.endpoints.describe(endpointOf())).toMatchObject({ status: 'Creating' });
  });

  it('asks once however often it is called', async () => {
    const { start, deployment, endpoints, alarms } = await ready();
    await start(await start(deployment));
    expect([endpoints.updates.length, endpoints.models.size, alarms.kept.size]).toEqual([1, 2, 3]);
  });

  it('says what SageMaker refused', async () => {
    const { start, deployment, endpoints } = await ready();
    endpoints.createModel = async () => {
      throw Object.assign(new Error('no such image'), { name: 'ValidationException' });
    };
    await expect(start(deployment)).rejects.toMatchObject({
      name: 'DeploymentFailedError',
      message: expect.stringMatching(/must take version 2, got ValidationException: no such image/),
    });
  });
});

describe('watch', () => {
  const at = (minutesAgo: number) => new Date(Date.UTC(2026, 10, 21, 17) - minutesAgo * 60_000).toISOString();

  it('probes a guarded update, waits for what is not guarded, verifies what is at rest', async () => {
    const { start, watch, deployment, endpoints } = await ready();
    await start(deployment);
    expect(await watch({ deployment, startedAt: at(1) })).toEqual({ next: 'probe', status: 'Updating' });
    const plain = { ...deployment, rollout: { kind: 'replace' } };
    expect(await watch({ deployment: plain, startedAt: at(1) })).toMatchObject({ next: 'wait' });
    endpoints.settle(endpointOf());
    expect(await watch({ deployment, startedAt: at(1) })).toMatchObject({ next: 'verify' });
  });

  it('gives up a first endpoint after half an hour, an update only after SageMaker did', async () => {
    const { start, watch, deployment } = await ready();
    await start(deployment);
    expect(await watch({ deployment, startedAt: at(60) })).toMatchObject({ next: 'probe' });
    const first = { ...deployment, previousConfig: null };
    await expect(watch({ deployment: first, startedAt: at(31) })).rejects.toThrow(
      /must be InService within 30 minutes, got Updating/,
    );
  });
});

describe('probe', () => {
  it('publishes whether the new fleet names too few golden images rightly', async () => {
    const { probe, deployment, breaches, answering } = await ready();
    answering(2);
    expect(await probe(deployment)).toEqual({ answers: 10, accuracy: 1, breach: false });
    answering(2, 'bags');
    expect(await probe(deployment)).toMatchObject({ accuracy: 0.5, breach: true });
    expect(breaches).toEqual([
      [deployment.names.config, false],
      [deployment.names.config, true],
    ]);
  });

  it('counts answers of the new fleet only, and says nothing on a few', async () => {
    const { probe, deployment, breaches, answering } = await ready();
    answering(1, 'bags');
    expect(await probe(deployment)).toMatchObject({ answers: 0 });
    expect(breaches).toEqual([]);
  });

  it('counts an answer of other files than the version’s as wrong', async () => {
    const { probe, deployment, answering } = await ready();
    answering(2, undefined, 'e'.repeat(64));
    expect(await probe(deployment)).toMatchObject({ answers: 10, accuracy: 0, breach: true });
  });
});

describe('verify', () => {
  it('takes what answers as the version that was deployed', async () => {
    const { start, verify, deployment, endpoints, answering } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf());
    answering(2);
    expect(await verify(deployment)).toEqual({
      config: deployment.names.config,
      contentSha256: 'c'.repeat(64),
      answers: 10,
    });
  });

  it('takes a first version of pre-production by one answer a class: the next stage of a release tests it', async () => {
    const { start, verify, deployment, endpoints, answering } = await ready('pre-production');
    await start(deployment);
    endpoints.settle(endpointOf('pre-production'));
    answering(2, 'bags');
    expect(await verify(deployment)).toMatchObject({ answers: 2 });
  });

  it.each(['probe', 'verify'] as const)('asks an asynchronous endpoint by files: %s', async state => {
    const world = await ready();
    const hosting = { kind: 'async' as const, instanceType: 'ml.m5.large', instances: 2, maxConcurrentPerInstance: 4 };
    const deployment = { ...world.deployment, hosting };
    world.golden.caller.ask = async () => ({ kind: 'failed', reason: 'call InvokeEndpointAsync', milliseconds: 1 });
    await world.start(deployment);
    world.endpoints.settle(deployment.names.endpoint);
    world.answering(2);
    expect(await world[state](deployment)).toMatchObject({ answers: 10 });
    world.answering(1);
    if (state === 'probe') expect(await world.probe(deployment)).toMatchObject({ answers: 0 });
    else await expect(world.verify(deployment)).rejects.toThrow(/it must answer as version 2, but its model package/);
  });

  it('refuses a version that answers wrongly or slowly in production, whether or not an alarm saw it', async () => {
    const { start, verify, deployment, endpoints, endpoint, answering } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf());
    answering(2);
    const { answer } = endpoint;
    endpoint.answer = label => ({ ...answer(label), milliseconds: 2001 });
    await expect(verify(deployment)).rejects.toThrow(/95 % of its answers must come within 2000 ms, got 2001 ms/);
    endpoint.answer = () => answer('bags');
    await expect(verify(deployment)).rejects.toMatchObject({
      name: 'DeploymentFailedError',
      message: expect.stringMatching(/accuracy on 10 golden images must be at least 0.800, got 0.500/),
    });
  });

  it('finds a silent rollback, and says which alarm did it', async () => {
    const { start, verify, deployment, endpoints, alarms, previous } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf(), { config: previous });
    alarms.inAlarm.add(`${deployment.names.config}-golden`);
    await expect(verify(deployment)).rejects.toMatchObject({
      name: 'DeploymentFailedError',
      message: `endpoint ${endpointOf()}: configuration must be ${deployment.names.config}, got ${previous}: it was rolled back, alarms ${deployment.names.config}-golden; see docs/runbook.md#release-guardrails`,
    });
  });

  it.each([
    ['another version', 1, undefined, /model package must be .*\/2, got .*\/1/],
    ['other files', 2, 'e'.repeat(64), /content sha256 must be c{64}, got e{64}/],
  ])('refuses %s behind the right configuration', async (_, version, content, message) => {
    const { start, verify, deployment, endpoints, answering } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf());
    answering(version, undefined, content);
    await expect(verify(deployment)).rejects.toThrow(message);
  });

  it.each([
    ['Failed', /status must be InService, got Failed \(no space\)/],
    ['UpdateRollbackFailed', /got UpdateRollbackFailed/],
  ])('says why an endpoint is %s', async (status, message) => {
    const { start, verify, deployment, endpoints } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf(), { status, failureReason: 'no space' });
    await expect(verify(deployment)).rejects.toThrow(message);
  });

  it('refuses an endpoint that does not answer, and a workload without golden images', async () => {
    const { start, verify, deployment, endpoints, endpoint, objects } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf());
    endpoint.answer = () => ({ kind: 'failed', reason: 'ModelError: 500', milliseconds: 3 });
    await expect(verify(deployment)).rejects.toThrow(/must answer a golden image, got: ModelError: 500/);
    objects.list = async () => ({ keys: [] });
    await expect(verify(deployment)).rejects.toThrow(/golden set of product-images: it must hold images/);
  });
});

describe('end', () => {
  it('keeps the configuration that serves and one before it, tags the endpoint, removes the alarms, tells the trail', async () => {
    const { start, end, deployment, endpoints, alarms, previous, trail } = await ready();
    await endpoints.createConfig({ EndpointConfigName: 'everloop-dev-product-images-pre-v1-11111111' });
    await start(deployment);
    endpoints.settle(endpointOf());
    await endpoints.createConfig({ EndpointConfigName: 'everloop-dev-product-images-live-v0-22222222' });
    expect(await end(deployment)).toEqual({ error: '', cause: '' });
    expect([...endpoints.configurations.keys()].sort()).toEqual(
      [
        'everloop-dev-product-images-live-v0-22222222',
        deployment.names.config,
        'everloop-dev-product-images-pre-v1-11111111',
      ].sort(),
    );
    expect(endpoints.configurations.has(previous)).toBe(false);
    expect(alarms.kept.size).toBe(0);
    expect([...endpoints.tagged.values()]).toMatchObject([{ 'everloop:version': '2' }]);
    expect((await trail.read('product-images')).events).toMatchObject([
      { kind: 'deployment', subject: 'production 2', status: 'Serving', correlationId: 'person-1' },
    ]);
  });

  const failure = { Error: 'DeploymentFailedError', Cause: JSON.stringify({ errorMessage: 'it is slow', trace: [] }) };

  it('leaves nothing of a first deployment that failed', async () => {
    const { registry, prepare, start, end, endpoints, trail } = await servingWorld();
    registry.register('product-images', approved(1));
    const deployment = await prepare(1);
    await start(deployment);
    await expect(end(deployment, failure)).rejects.toMatchObject({ name: 'EndpointBusyError' });
    endpoints.settle(endpointOf(), { status: 'Failed' });
    expect(await end(deployment, failure)).toEqual({ error: 'DeploymentFailedError', cause: 'it is slow' });
    expect([endpoints.endpoints.size, endpoints.configurations.size, endpoints.models.size]).toEqual([0, 0, 0]);
    expect((await trail.read('product-images')).events).toMatchObject([{ status: 'Failed', why: 'it is slow' }]);
  });

  it('leaves the endpoint of another first deployment that was quicker', async () => {
    const { prepare, start, end, registry, endpoints } = await servingWorld();
    registry.register('product-images', approved(1));
    const [quick, slow] = [await prepare(1, 'production', 'run-a'), await prepare(1, 'production', 'run-b')];
    await start(quick);
    await start(slow);
    endpoints.settle(endpointOf());
    await end(slow, { Error: 'DeploymentFailedError' });
    expect(await endpoints.describe(endpointOf())).toMatchObject({ status: 'InService', config: quick.names.config });
    expect([...endpoints.configurations.keys()]).toEqual([quick.names.config]);
  });

  it('keeps what served before and removes only what the failed run made', async () => {
    const { start, end, deployment, endpoints, alarms, previous } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf(), { config: previous });
    await end(deployment, failure);
    expect([...endpoints.configurations.keys()]).toEqual([previous]);
    expect(alarms.kept.size).toBe(0);
  });

  it('goes back to what served before when the wrong thing took over', async () => {
    const { start, end, deployment, endpoints, previous } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf());
    await expect(end(deployment, failure)).rejects.toMatchObject({ name: 'EndpointBusyError' });
    await expect(end(deployment, failure)).rejects.toMatchObject({ name: 'EndpointBusyError' });
    endpoints.settle(endpointOf());
    await end(deployment, failure);
    expect(await endpoints.describe(endpointOf())).toMatchObject({ status: 'InService', config: previous });
    expect([...endpoints.configurations.keys()]).toEqual([previous]);
  });

  it('takes a configuration away that somebody made by hand meanwhile, and says so', async () => {
    const { start, end, verify, deployment, endpoints, previous } = await ready();
    await start(deployment);
    endpoints.settle(endpointOf());
    await endpoints.update({ EndpointName: endpointOf(), EndpointConfigName: 'by-hand' });
    await expect(verify(deployment)).rejects.toThrow(
      /must be at rest with .*, got Updating .*: somebody else updated it/,
    );
    endpoints.settle(endpointOf());
    await expect(verify(deployment)).rejects.toThrow(/got by-hand: somebody else updated it/);
    await expect(end(deployment)).rejects.toMatchObject({ name: 'DeploymentFailedError' });
    await expect(end(deployment, failure)).rejects.toMatchObject({ name: 'EndpointBusyError' });
    endpoints.settle(endpointOf());
    await end(deployment, failure);
    expect(await endpoints.describe(endpointOf())).toMatchObject({ status: 'InService', config: previous });
  });

  it('leaves the configuration of another run, which is that run’s to prove', async () => {
    const { start, end, deployment, endpoints } = await ready();
    await start(deployment);
    const others = 'everloop-dev-product-images-live-v9-33333333';
    endpoints.settle(endpointOf(), { config: others });
    await end(deployment, failure);
    expect(await endpoints.describe(endpointOf())).toMatchObject({ config: others });
  });

  it('tells of a run that was refused before it made anything', async () => {
    const { end, trail, endpoints } = await servingWorld();
    expect(await end(undefined, { Error: 'DeploymentRefusedError', Cause: 'not JSON' })).toEqual({
      error: 'DeploymentRefusedError',
      cause: 'not JSON',
    });
    expect(endpoints.endpoints.size).toBe(0);
    expect((await trail.read('product-images')).events).toMatchObject([
      { subject: `production ${callOf(1).modelPackageArn.split('/').at(-1)}` },
    ]);
  });
});
