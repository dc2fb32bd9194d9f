import * as fc from 'fast-check';
import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryNoticeLedger } from '../../../lambdas/adapters/memory/notice-ledger';
import { type Notice, noticeId } from '../../../lambdas/contracts/notices';
import { handleQueuedEvents } from '../../../lambdas/handlers/handle-queued-events';
import { createSendNotice, type SendEffects } from '../../../lambdas/handlers/notifications/send-notice';
import type { AddressedMail } from '../../../lambdas/ports/mailer';
import { notices } from './notices';

const addresses = {
  from: 'everloop@example.com',
  configurationSet: 'set-1',
  approvers: ['ann@example.com'],
  readers: ['ann@example.com', 'ben@example.com'],
};

function world(own: Partial<SendEffects> = {}) {
  const told: { readonly subject: string; readonly text: string }[] = [];
  const mails: AddressedMail[] = [];
  const faults = { topic: 0, mail: 0 };
  const time = { now: new Date('2026-11-21T16:00:00Z') };
  const failing =
    <Given>(kind: keyof typeof faults, kept: Given[]) =>
    async (given: Given) => {
      if (faults[kind] > 0) {
        faults[kind]--;
        throw new Error(`${kind} throttled`);
      }
      kept.push(given);
    };
  const effects: SendEffects = {
    ledger: new MemoryNoticeLedger(),
    topic: { publish: failing('topic', told) },
    mailer: { send: failing('mail', mails) },
    mail: addresses,
    clock: { now: () => time.now },
    journal: new MemoryLog(),
    ...own,
  };
  return { told, mails, faults, time, effects, send: createSendNotice(effects) };
}

const drift = notices['drift']!;

it('tells the topic in text, and people by mail with their tags', async () => {
  const { send, told, mails } = world();
  expect(await send(drift)).toBe('told');
  expect(told.map(({ subject }) => subject)).toEqual([
    'Everloop dev: product-images drifts: recall-one-piece, data-drift',
  ]);
  expect(mails).toMatchObject([
    { to: addresses.readers, tags: { kind: 'drift-found', workload: 'product-images', environment: 'dev' } },
  ]);
});

it('asks approvers alone to decide', async () => {
  const { send, mails } = world();
  await send(notices['approval']);
  expect(mails.map(({ to }) => to)).toEqual([addresses.approvers]);
});

it.each([
  ['nobody is to be mailed', null],
  ['there are no addresses', { ...addresses, readers: [] }],
])('tells the topic alone when %s', async (_, mail) => {
  const { send, told, mails } = world({ mail });
  expect(await send(drift)).toBe('told');
  expect([told.length, mails.length]).toEqual([1, 0]);
});

it('tells once, whatever the text of the second says', async () => {
  const { send, told, mails } = world();
  await send(drift);
  expect(await send({ ...drift, title: 'another text' })).toBe('duplicate');
  expect([told.length, mails.length]).toEqual([1, 1]);
});

it.each(['kind', 'workload', 'key'] as const)('tells of another %s again', async field => {
  const { send, told } = world();
  await send(drift);
  await send({ ...drift, [field]: field === 'kind' ? 'escalated' : 'another' });
  expect(told).toHaveLength(2);
});

it('after a mail that failed tries the mail alone', async () => {
  const { send, told, mails, faults } = world();
  faults.mail = 1;
  await expect(send(drift)).rejects.toThrow('mail throttled');
  expect(await send(drift)).toBe('told');
  expect([told.length, mails.length]).toEqual([1, 1]);
});

it('leaves a notice to whoever is at it, until that one must be dead', async () => {
  const { send, effects, told, time } = world();
  await effects.ledger.claim(noticeId(drift), time.now);
  await expect(send(drift)).rejects.toThrow(/nobody else must send it now, got a claim until 2026-11-21T16:01:00/);
  expect(told).toEqual([]);
  time.now = new Date('2026-11-21T16:01:00Z');
  expect(await send(drift)).toBe('told');
});

it('what cannot be read goes back to the queue, alone', async () => {
  const { send, told, effects } = world();
  const handler = handleQueuedEvents(effects.journal, send);
  const record = (messageId: string, body: unknown) => ({ messageId, body: JSON.stringify(body) });
  const Records = [record('bad', { ...drift, kind: 'gossip' }), record('good', drift), record('again', drift)];
  expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
  expect(told).toHaveLength(1);
});

it('of any deliveries, in any order, with any failures, each notice is told once by each way', async () => {
  const step = fc.record({
    which: fc.integer({ min: 0, max: 3 }),
    fault: fc.constantFrom('none', 'topic', 'mail'),
    pauseSeconds: fc.integer({ min: 0, max: 90 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
      const { send, told, mails, faults, time } = world();
      const variants: Notice[] = [0, 1, 2, 3].map(index => ({ ...drift, key: `key-${index}`, title: `news ${index}` }));
      const asked = [...steps, ...steps.map(one => ({ ...one, fault: 'none' }))];
      for (const { which, fault, pauseSeconds } of asked) {
        faults.topic = fault === 'topic' ? 1 : 0;
        faults.mail = fault === 'mail' ? 1 : 0;
        time.now = new Date(time.now.getTime() + pauseSeconds * 1000);
        await send(variants[which]).catch(() => undefined);
      }
      const wanted = [...new Set(steps.map(({ which }) => `Everloop dev: news ${which}`))].sort();
      expect(told.map(({ subject }) => subject).sort()).toEqual(wanted);
      expect(mails.map(({ subject }) => subject).sort()).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});
