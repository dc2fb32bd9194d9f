import { namedQueues } from '../../../cli/status/named-queues';
import { servingStatus } from '../../../cli/status/serving-status';
import { MemoryModelEndpoints } from '../../../lambdas/adapters/memory/model-endpoints';
import { MemoryReleaseDesks } from '../../../lambdas/adapters/memory/release-desks';
import { type Deployment, deploymentOutputs } from '../../../lambdas/contracts/deployment-outputs';
import { endpointName } from '../../../lambdas/contracts/resource-names';
import { emptyDesk } from '../../../lambdas/domain/release/desk';

const workload = 'product-images';

const deployment = Object.fromEntries(
  Object.values(deploymentOutputs).flatMap((names: readonly string[]) =>
    names.map(name => [name, `http://127.0.0.1/000000000000/${name}-q`] as const),
  ),
) as unknown as Deployment;

const queue = (name: string, waiting: number, more = {}) => ({ name, waiting, delayed: 0, inFlight: 0, ...more });

it('queues have the names that redrive takes, with their dead letters beside them; others stay as they are', () => {
  const queues = [
    queue('PredictionQueueUrl-q', 3, { delayed: 20, inFlight: 1 }),
    queue('PredictionDeadLetterQueueUrl-q', 2, { inFlight: 1 }),
    queue('LabelQueueUrl-q', 0),
    queue('LabelDeadLetterQueueUrl-q', 0),
    queue('of-somebody', 5),
  ];
  expect(namedQueues(queues, [{ ...deployment, environment: 'local' }])).toEqual([
    { name: 'predictions', waiting: 3, delayed: 20, inFlight: 1, deadLetters: 3 },
    { name: 'labels', waiting: 0, delayed: 0, inFlight: 0, deadLetters: 0 },
    { name: 'of-somebody', waiting: 5, delayed: 0, inFlight: 0, deadLetters: null },
  ]);
  expect(namedQueues(queues, []).map(({ name }) => name)).toEqual(queues.map(({ name }) => name));
});

it('says what serves, what is released and what comes next', async () => {
  const endpoints = new MemoryModelEndpoints();
  const desks = new MemoryReleaseDesks();
  const place = { workload, project: 'Everloop', environmentName: 'local', endpoints };
  const releases = { waiting: async () => null };
  expect(await servingStatus({ ...place, desks, releases })).toEqual({
    workload,
    endpoints: [
      { stage: 'pre-production', status: 'none', version: null },
      { stage: 'production', status: 'none', version: null },
    ],
    releasing: null,
    waitsForDecision: false,
    next: null,
  });
  const name = endpointName({ project: 'Everloop', environment: 'local', workload, stage: 'production' });
  await endpoints.create({ EndpointName: name, EndpointConfigName: `${name}-v3-0a1b2c3d` });
  endpoints.settle(name);
  const ticket = { correlationId: 'person-1', modelPackageArn: 'arn', artifactSha256: 'a', askedAt: 'x' };
  await desks.write({
    ...emptyDesk(workload),
    holder: { ...ticket, version: 4, executionId: 'run-1' },
    waiting: { ...ticket, version: 5 },
  } as never);
  const asked = { waiting: async () => ({ executionId: 'run-1' }) as never };
  const status = await servingStatus({ ...place, desks, releases: asked });
  expect(status).toMatchObject({ releasing: 4, waitsForDecision: true, next: 5 });
  expect(status.endpoints[1]).toEqual({ stage: 'production', status: 'InService', version: 3 });
});
