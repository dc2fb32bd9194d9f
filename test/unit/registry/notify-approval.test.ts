import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { handleQueuedEvents } from '../../../lambdas/handlers/handle-queued-events';
import { createNotifyApproval } from '../../../lambdas/handlers/registry/notify-approval';
import { evaluation, stateChange, version } from './fixtures';

async function world({
  stored = JSON.stringify({ everloop: evaluation }) as string | null,
  own = {},
  gone = false,
} = {}) {
  const registry = new MemoryModelRegistry();
  const objects = new MemoryObjectStore();
  const notifier = new MemoryNotifier();
  const journal = new MemoryLog();
  if (!gone) registry.register('product-images', { ...version, ...own });
  const key = 'training/product-images/evaluation.json';
  if (stored !== null) {
    await objects.put({ bucket: 'models', key }, { bytes: Buffer.from(stored), contentType: 'application/json' });
  }
  const effects = { registry, objects, notifier, journal, environment: 'dev', modelsBucket: 'models' };
  return { ...effects, notify: createNotifyApproval(effects) };
}

it('asks people to decide on a version that waits, with its scores', async () => {
  const { notify, notifier } = await world();
  expect(await notify(stateChange())).toBe('notified');
  expect(notifier.sent).toHaveLength(1);
  expect(notifier.sent[0]!.text).toContain('footwear  0.999 (0.500)');
});

it.each([
  ['approved', { ModelApprovalStatus: 'Approved' }],
  ['rejected', { ModelApprovalStatus: 'Rejected' }],
  ['not whole yet', { ModelPackageStatus: 'InProgress' }],
])('asks nobody when the version is %s', async (_, detail) => {
  const { notify, notifier } = await world();
  expect(await notify(stateChange(detail))).toBe('decided');
  expect(notifier.sent).toEqual([]);
});

it('asks nobody when the event is late and the version was decided or deleted meanwhile', async () => {
  const decided = await world({ own: { approval: 'Approved' } });
  expect(await decided.notify(stateChange())).toBe('decided');
  const deleted = await world({ gone: true });
  expect(await deleted.notify(stateChange())).toBe('decided');
  expect([...decided.notifier.sent, ...deleted.notifier.sent]).toEqual([]);
});

it('leaves groups of other environments alone', async () => {
  const { notify, notifier } = await world();
  expect(await notify(stateChange({ ModelPackageGroupName: 'everloop-prod-product-images' }))).toBe('not ours');
  expect(notifier.sent).toEqual([]);
});

it.each([
  ['missing', { stored: null }],
  ['not JSON', { stored: 'NaN{' }],
  ['of another shape', { stored: '{"everloop":{}}' }],
])('asks all the same when the evaluation is %s, and logs it', async (_, settings) => {
  const { notify, notifier, journal } = await world(settings);
  await notify(stateChange());
  expect(notifier.sent[0]!.text).toContain('without scores');
  expect(journal.problems).toMatchObject([{ message: 'a version has no readable evaluation' }]);
});

it('reads evaluations from the models bucket only', async () => {
  const { notify, notifier, objects } = await world({ own: { qualityUri: 's3://elsewhere/evaluation.json' } });
  const bytes = Buffer.from(JSON.stringify({ everloop: evaluation }));
  await objects.put({ bucket: 'elsewhere', key: 'evaluation.json' }, { bytes, contentType: 'application/json' });
  await notify(stateChange());
  expect(notifier.sent[0]!.text).toContain('without scores');
});

it('a failing event goes back to the queue alone', async () => {
  const { notify, notifier, journal } = await world();
  const handler = handleQueuedEvents(journal, notify);
  const Records = [
    { messageId: 'broken', body: '{' },
    { messageId: 'foreign', body: '{"id":"x"}' },
    { messageId: 'good', body: JSON.stringify(stateChange()) },
  ];
  expect(await handler({ Records })).toEqual({
    batchItemFailures: [{ itemIdentifier: 'broken' }, { itemIdentifier: 'foreign' }],
  });
  expect(notifier.sent).toHaveLength(1);
  expect(journal.problems).toHaveLength(2);
});
