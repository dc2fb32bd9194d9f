import { SFNClient } from '@aws-sdk/client-sfn';
import { SfnDeployments } from '../../../lambdas/adapters/aws/sfn-deployments';
import type { DeployModelCall } from '../../../lambdas/contracts/deployment';

const call: DeployModelCall = {
  workload: 'product-images',
  stage: 'production',
  modelPackageArn: 'arn/1',
  correlationId: 'person-1',
};
const now = Date.UTC(2026, 10, 21, 17);

/** AWS as it answers a run that was asked for: with when it began, or with a refusal. */
const deployments = (answer: () => { readonly startDate: Date }) => {
  const client = Object.assign(new SFNClient({ region: 'us-east-1' }), { send: async () => answer() });
  return new SfnDeployments(client, 'arn:machine', { now: () => new Date(now) });
};

it.each([
  ['begins now', 30, 'started'],
  ['begins now, by a clock that is behind', -900, 'started'],
  ['goes on since the event came before', -60_000, 'known'],
])('a run that %s is told apart', async (_, sinceMs, expected) => {
  const asked = deployments(() => ({ startDate: new Date(now + sinceMs) }));
  expect(await asked.start('rollback-v3-to-v1-0', call)).toBe(expected);
});

it('a run that has ended is known', async () => {
  const asked = deployments(() => {
    throw Object.assign(new Error('Execution Already Exists'), { name: 'ExecutionAlreadyExists' });
  });
  expect(await asked.start('rollback-v3-to-v1-0', call)).toBe('known');
});
