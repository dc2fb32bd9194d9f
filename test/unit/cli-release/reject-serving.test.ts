import { rejectServing } from '../../../cli/release/reject-serving';
import { MemoryModelEndpoints } from '../../../lambdas/adapters/memory/model-endpoints';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { approved } from '../serving/world';

const decision = { why: 'bags are named shoes', by: 'ann' };

/** Production serves version 3, or nothing. */
async function access({ approval = 'Approved', isServing = true } = {}) {
  const [registry, endpoints] = [new MemoryModelRegistry(), new MemoryModelEndpoints()];
  registry.register('product-images', approved(3, { approval: approval as 'Approved' | 'Rejected' }));
  const EndpointName = 'everloop-dev-product-images-production';
  if (isServing) {
    await endpoints.create({ EndpointName, EndpointConfigName: 'everloop-dev-product-images-live-v3-00000000' });
    endpoints.settle(EndpointName);
  }
  const workload = 'product-images';
  const place = { workload, project: 'Everloop', environmentName: 'dev', endpoints };
  return { where: 'everloop rollback', workload, registry, place, target: ' --environment dev' };
}

it('rejects what serves', async () => {
  const made = await access();
  expect(await rejectServing(decision, made)).toBe(3);
  expect(await made.registry.find('product-images', 3)).toMatchObject({ approval: 'Rejected', why: decision.why });
});

it('says how to go on when what serves is rejected already, since nothing would go back', async () => {
  await expect(rejectServing(decision, await access({ approval: 'Rejected' }))).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /got version 3, which is; .*everloop approve product-images 3 --why "…" --environment dev` and then `everloop reject product-images 3 .*#failed-rollbacks/,
    ),
  });
});

it('is refused when nothing serves', async () => {
  await expect(rejectServing(decision, await access({ isServing: false }))).rejects.toThrow(
    /production of product-images must serve a version, got none/,
  );
});
