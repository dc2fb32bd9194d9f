import { loopStatus } from '../../../cli/training/loop-status';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import { RegistryWorld } from '../cli-registry/registry-world';

it('says what runs, what waits and who is champion', async () => {
  const empty = new RegistryWorld();
  const { workload } = empty;
  const executions = new MemoryPipelineExecutions();
  const start = (correlationId: string) => executions.start({ workload, parameters: {}, correlationId });
  const arns = [await start('first'), await start('second')];
  for (const [index, arn] of arns.entries()) {
    const startedAt = new Date(Date.UTC(2026, 10, 21, index));
    executions.executions.set(arn, {
      arn,
      startedAt,
      status: index === 0 ? 'Succeeded' : 'Failed',
      failureReason: 'no',
    });
  }
  const filled = new RegistryWorld();
  for (const [index, approval] of (['Approved', 'PendingManualApproval', 'PendingManualApproval'] as const).entries()) {
    await filled.register(index + 1, { own: { approval } });
  }
  expect(await loopStatus(workload, { registry: filled.registry, executions })).toEqual({
    workload: 'product-images',
    lastExecution: { id: 'second', status: 'Failed', startedAt: '2026-11-21T01:00:00.000Z', failureReason: 'no' },
    waiting: [3, 2],
    champion: 1,
  });
  expect(await loopStatus(workload, { registry: empty.registry, executions: new MemoryPipelineExecutions() })).toEqual({
    workload: 'product-images',
    lastExecution: null,
    waiting: [],
    champion: null,
  });
});
