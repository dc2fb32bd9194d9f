import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import { datasetPolicySchema } from '../../../lambdas/contracts/dataset-manifest';
import { createStartTraining } from '../../../lambdas/handlers/training/start-training';
import { curatedBucket } from '../../support/curated-bucket';
import { version } from '../registry/fixtures';

const workload = 'product-images';
const classes = ['bags', 'footwear'];
const call = { workload, reason: 'schedule', at: '2026-11-21T16:00:00Z' };

/** A curated bucket with so many imported examples of each class, and golden ones. */
async function world({ perClass = 200, golden = 60 } = {}) {
  const objects = await curatedBucket({ workload, classes, perClass, golden });
  const registry = new MemoryModelRegistry();
  const executions = new MemoryPipelineExecutions();
  const trail = new MemoryTrailStore();
  const policy = datasetPolicySchema.parse({});
  const start = createStartTraining({
    objects,
    registry,
    executions,
    trail,
    buckets: { models: 'models', curated: 'curated' },
    plans: { [workload]: { classes, policy } },
    journal: new MemoryLog(),
  });
  return { objects, registry, executions, trail, start };
}

it('starts on a data set of all that is curated, and begins a story', async () => {
  const { start, executions, trail, objects } = await world();
  const { datasetId, correlationId, executionArn } = await start(call);
  expect(correlationId).toBe('schedule-20261121T160000Z-producti');
  expect(executions.started).toEqual([
    { workload, correlationId, parameters: { DatasetManifestId: datasetId, CorrelationId: correlationId } },
  ]);
  expect(await objects.head({ bucket: 'models', key: `datasets/${workload}/${datasetId}.json` })).not.toBeNull();
  const executionId = executionArn.split('/').at(-1);
  expect((await trail.read(workload)).events).toEqual([
    expect.objectContaining({ kind: 'request', subject: 'schedule', correlationId, executionId }),
    expect.objectContaining({ kind: 'dataset', subject: datasetId, why: '520 examples, 120 golden', correlationId }),
  ]);
});

it('starts once, however often one moment of a schedule is delivered', async () => {
  const { start, executions, trail } = await world();
  const first = await start(call);
  expect(await start(call)).toEqual(first);
  expect(executions.started).toHaveLength(1);
  expect((await trail.read(workload)).events.map(({ kind }) => kind)).toEqual(['request', 'dataset']);
  await start({ ...call, at: '2026-11-22T16:00:00Z' });
  expect(executions.started).toHaveLength(2);
});

it('lets the newest approved version be beaten, not a newer one that nobody approved', async () => {
  const { start, executions, registry } = await world();
  const named = (number: number, approval: string) => ({
    ...version,
    approval,
    version: number,
    arn: version.arn.replace(/\d+$/, `${number}`),
    modelUri: `s3://models/${number}/model.tar.gz`,
  });
  registry.register(workload, named(1, 'Approved'));
  registry.register(workload, named(2, 'Approved'));
  registry.register(workload, named(3, 'PendingManualApproval'));
  registry.register(workload, named(4, 'Rejected'));
  await start(call);
  expect(executions.started[0]?.parameters).toMatchObject({
    ChampionVersion: named(2, '').arn,
    ChampionModelUri: 's3://models/2/model.tar.gz',
  });
});

it('starts nothing on a data set that no model could be trained on, and says why', async () => {
  const { start, executions } = await world({ perClass: 0 });
  await expect(start(call)).rejects.toThrow(
    /^start training: data set of product-images must be fit to train on, got \w+:/,
  );
  expect(executions.started).toEqual([]);
});

it.each([
  ['an unknown workload', { ...call, workload: 'other' }, /workload must be one of product-images, got other/],
  ['a moment that is none', { ...call, at: '<aws.scheduler.scheduled-time>' }, /at/],
  ['an unknown reason', { ...call, reason: 'mood' }, /reason/],
])('refuses %s', async (_, wrong, message) => {
  const { start } = await world();
  await expect(start(wrong)).rejects.toThrow(message);
});
