import pc from 'picocolors';
import { resultText } from '../../../cli/training/result-text';
import { trainingResult } from '../../../cli/training/training-result';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { ExecutionStep } from '../../../lambdas/domain/training/execution';
import { evaluation, version } from '../registry/fixtures';

const workload = 'product-images';
const at = (seconds: number) => new Date(seconds * 1000);
const steps: ExecutionStep[] = [
  { name: 'Train', status: 'Succeeded', isCached: false, startedAt: at(1), endedAt: at(5.5), answers: {} },
  {
    name: 'Gate',
    status: 'Succeeded',
    isCached: false,
    startedAt: at(6),
    endedAt: at(7),
    answers: { verdict: 'register', artifactSha256: 'abc' },
  },
];
const view = { execution: { arn: 'arn', status: 'Succeeded', startedAt: at(0) } as const, steps };

async function world({ registered = [version] } = {}) {
  const registry = new MemoryModelRegistry();
  const objects = new MemoryObjectStore();
  for (const one of registered) registry.register(workload, one);
  await objects.put(
    { bucket: 'models', key: 'training/product-images/evaluation.json' },
    { bytes: Buffer.from(JSON.stringify({ everloop: evaluation })), contentType: 'application/json' },
  );
  return trainingResult(view, { workload, registry, objects, modelsBucket: 'models' });
}

it('finds the version by its artifact, whoever registered it', async () => {
  const other = { ...version, version: 4, arn: 'arn-4', metadata: { artifactSha256: 'def' } };
  const result = await world({ registered: [version, other] });
  expect(result).toMatchObject({
    version: { version: 3 },
    isNew: true,
    seconds: 7,
    steps: [{ name: 'Train', seconds: 4.5, cached: false }, { name: 'Gate' }],
    evaluation: { workload },
  });
});

it('shows the scores and what to do next', async () => {
  const text = resultText(
    await world(),
    { workload, champion: null, target: ' --environment dev' },
    pc.createColors(false),
  );
  expect(text).toContain('Registered version 3 after 7 s; it is PendingManualApproval.');
  expect(text).toMatch(/footwear +0.999/);
  expect(text).toContain('npx everloop approve product-images 3 --why "YOUR REASON" --environment dev');
});

it('says so when the version was deleted meanwhile', async () => {
  const result = await world({ registered: [] });
  expect(result.version).toBeNull();
  expect(resultText(result, { workload, champion: null, target: '' }, pc.createColors(false))).toContain(
    'deleted meanwhile',
  );
});
