import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryNoticeLedger } from '../../../lambdas/adapters/memory/notice-ledger';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { type ApprovalPolicies, approvalPoliciesSchema } from '../../../lambdas/contracts/approval-policy';
import { handleQueuedEvents } from '../../../lambdas/handlers/handle-queued-events';
import { createSendNotice } from '../../../lambdas/handlers/notifications/send-notice';
import { createNotifyApproval } from '../../../lambdas/handlers/registry/notify-approval';
import type { AddressedMail } from '../../../lambdas/ports/mailer';
import { arn, evaluation, stateChange, version } from './fixtures';

async function world({
  stored = JSON.stringify({ everloop: evaluation }) as string | null,
  own = {},
  gone = false,
  policies = {} as ApprovalPolicies,
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
  const place = { environment: 'dev', modelsBucket: 'models' };
  const effects = { registry, objects, notifier, journal, policies, ...place };
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

describe('by policy', () => {
  const champion = arn.replace(/3$/, '2');
  const automatic = approvalPoliciesSchema.parse({ 'product-images': { automatic: {} } });
  const card = {
    lineage: { workload: 'product-images', champion, artifactSha256: 'abc' },
    gate: {
      passed: true,
      drift: {
        kind: 'judged',
        examples: 60,
        metric: 'macroF1',
        candidate: 0.9,
        champion: 0.5,
        classes: [{ label: 'bags', examples: 30, recall: 0.9, championRecall: 0.4 }],
        leftOut: { footwear: 4 },
        why: '',
      },
    },
  };

  async function waiting({ policies = automatic, stored = card as object, correlationId = 'person-1' } = {}) {
    const metadata = { ...version.metadata, card: 's3://models/training/card.json', correlationId };
    const made = await world({ policies, own: { metadata } });
    made.registry.register('product-images', { ...version, arn: champion, version: 2, approval: 'Approved' });
    const bytes = Buffer.from(JSON.stringify(stored));
    await made.objects.put({ bucket: 'models', key: 'training/card.json' }, { bytes, contentType: 'application/json' });
    return made;
  }

  it('approves what wins, and says who and why in registry and mail, with both tables', async () => {
    const { notify, registry, notifier } = await waiting();
    expect(await notify(stateChange())).toBe('approved');
    expect(registry.decisions).toEqual([
      { arn, approval: 'Approved', by: 'policy automatic', why: expect.stringMatching(/^Approved by policy: wins/) },
    ]);
    expect(await registry.describe(arn)).toMatchObject({ approval: 'Approved', decidedBy: 'policy automatic' });
    const [{ subject, text } = { subject: '', text: '' }] = notifier.sent;
    expect(subject).toBe('Everloop dev: product-images version 3 is approved by policy');
    expect(text).toMatch(/Why no person was asked\n {2}Approved by policy: wins/);
    expect(text).toContain('bags      0.900 (0.400)  30');
    expect(text).toContain('footwear  too few        4');
    expect(text).toContain('footwear  0.999 (0.500)');
    expect(text).toContain('Take it back\n  npx everloop reject product-images 3');
    expect(text).not.toContain('everloop approve');
  });

  const alarm = 'alarm-20261121T160012Z-1a2b3c4d';

  it('tells of a retraining that it approves in one mail, whatever comes twice, to everybody', async () => {
    const { notify, notifier } = await waiting({ correlationId: alarm });
    await notify(stateChange());
    await notify(stateChange());
    const mails = [] as AddressedMail[];
    const mail = { from: 'everloop@example.com', configurationSet: 'set-1', approvers: ['ann'], readers: ['ben'] };
    const mailer = { send: async (one: AddressedMail) => void mails.push(one) };
    const topic = { publish: async () => undefined };
    const clock = { now: () => new Date('2026-11-21T16:00:00Z') };
    const effects = { ledger: new MemoryNoticeLedger(), topic, mailer, mail, clock, journal: new MemoryLog() };
    const send = createSendNotice(effects);
    for (const notice of notifier.sent) await send(notice);
    expect(mails).toMatchObject([
      {
        to: ['ben'],
        subject: 'Everloop dev: product-images was retrained: version 3 is approved by policy',
        tags: { kind: 'retrained' },
        text: expect.stringMatching(
          /^Because of an alarm.*no person was asked\n {2}Approved by policy: wins the drift slice of 60.*Next it is released: .*then a person is asked.*bags {6}0\.900 \(0\.400\).*footwear {2}0\.999 \(0\.500\).*--story alarm-.*reject product-images 3/s,
        ),
      },
    ]);
  });

  it('says that nobody is asked again where the policy has no second approval', async () => {
    const policies = approvalPoliciesSchema.parse({ 'product-images': { automatic: { secondApproval: 'none' } } });
    const { notify, notifier } = await waiting({ policies, correlationId: alarm });
    await notify(stateChange());
    expect(notifier.sent[0]?.text).toContain('to production without another question');
  });

  it('asks, and tells of the retraining, where it leaves the version to a person', async () => {
    const { notify, notifier } = await waiting({ stored: { lineage: {} }, correlationId: alarm });
    await notify(stateChange());
    expect(notifier.sent.map(({ kind }) => kind)).toEqual(['approval-wanted', 'retrained']);
    expect(notifier.sent[1]?.text).not.toMatch(/Next it is released|everloop reject/);
  });

  it('tells of it again, and decides once, when the mail was lost', async () => {
    const { notify, registry, notifier } = await waiting();
    await notify(stateChange());
    expect(await notify(stateChange())).toBe('approved');
    expect(registry.decisions).toHaveLength(1);
    expect(notifier.sent).toHaveLength(2);
  });

  it('does not overrule a person who decided meanwhile', async () => {
    const { notify, registry, notifier } = await waiting();
    await registry.decide(arn, { approval: 'Rejected', why: 'no', by: 'ada' });
    expect(await notify(stateChange())).toBe('decided');
    expect(registry.decisions).toHaveLength(1);
    expect(notifier.sent).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      'wins too little',
      { ...card, gate: { ...card.gate, drift: { ...card.gate.drift, candidate: 0.51 } } },
      /must win by 0.05/,
    ],
    ['has no judged slice', { ...card, gate: { passed: true, drift: null } }, /must be judged, got none/],
    ['has a card that is none', { lineage: {} }, /card must be readable/],
  ])('leaves to a person, with the reason, what %s', async (_, stored, why) => {
    const { notify, registry, notifier } = await waiting({ stored });
    expect(await notify(stateChange())).toBe('notified');
    expect(registry.decisions).toEqual([]);
    expect(notifier.sent[0]?.subject).toContain('waits for approval');
    expect(notifier.sent[0]?.text).toMatch(/Why the policy leaves it to you\n/);
    expect(notifier.sent[0]?.text).toMatch(why);
  });

  it('asks a person where the configuration says nothing else', async () => {
    const { notify, registry } = await waiting({ policies: {} });
    expect(await notify(stateChange())).toBe('notified');
    expect(registry.decisions).toEqual([]);
  });
});
