import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { createCorrelationLookup } from '../../../lambdas/handlers/predictions/correlation-lookup';
import { arn, version } from '../registry/fixtures';

it('asks the registry once for a version that it knows', async () => {
  let calls = 0;
  const describe = async () => {
    calls += 1;
    return version;
  };
  const correlationOf = createCorrelationLookup({ describe }, new MemoryLog());
  expect(await Promise.all([correlationOf(arn), correlationOf(arn)])).toEqual(['person-1', 'person-1']);
  expect(await correlationOf(arn)).toBe('person-1');
  expect(calls).toBe(1);
});

it('asks again for a version that was not there, and after an error', async () => {
  const registry = new MemoryModelRegistry();
  const correlationOf = createCorrelationLookup(registry, new MemoryLog());
  expect(await correlationOf(arn)).toBeNull();
  registry.register('product-images', version);
  expect(await correlationOf(arn)).toBe('person-1');
  let failures = 1;
  const describe = async () => {
    if (failures-- > 0) throw new Error('throttled');
    return version;
  };
  const again = createCorrelationLookup({ describe }, new MemoryLog());
  expect([await again(arn), await again(arn)]).toEqual([null, 'person-1']);
});
