import { type DeadLetter, type DeadLetterQueue, describeLetters, redrive } from '../../../cli/ingestion/dead-letters';
import { MemoryLedgerStore } from '../../../lambdas/adapters/memory/ledger-store';
import { MemoryMessageQueue } from '../../../lambdas/adapters/memory/message-queue';
import type { RedriveMessage } from '../../../lambdas/contracts/ingestion';
import { errorKey } from '../../../lambdas/domain/ingestion/ledger-items';

const letter = (messageId: string, body = `body of ${messageId}`): DeadLetter => ({
  messageId,
  receiptHandle: `receipt of ${messageId}`,
  body,
  sentAt: new Date(0),
  receiveCount: 5,
});

/** Hides what it hands out until it is released, as SQS does. */
class MemoryDeadLetters implements DeadLetterQueue {
  readonly hidden = new Set<string>();
  constructor(public stored: readonly DeadLetter[]) {}

  async receive() {
    const page = this.stored.filter(({ messageId }) => !this.hidden.has(messageId)).slice(0, 10);
    for (const { messageId } of page) this.hidden.add(messageId);
    return page;
  }

  async release(letters: readonly DeadLetter[]) {
    for (const { messageId } of letters) this.hidden.delete(messageId);
  }

  async remove(letters: readonly DeadLetter[]) {
    this.stored = this.stored.filter(one => !letters.includes(one));
  }

  get ids() {
    return this.stored.map(({ messageId }) => messageId);
  }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => letter(`m${index}`));
const { signal } = new AbortController();

describe('re-driving dead letters', () => {
  it('moves all, and leaves the queue empty', async () => {
    const letters = new MemoryDeadLetters(many(25));
    const intake = new MemoryMessageQueue();
    const { done, left } = await redrive({ act: 'move' }, { letters, queue: intake, signal });
    expect(intake.bodies).toEqual(many(25).map(({ body }) => body));
    expect({ done: done.length, left, stored: letters.stored }).toEqual({ done: 25, left: [], stored: [] });
  });

  it.each(['move', 'delete'] as const)('can %s the chosen ones only; the others are visible again', async act => {
    const letters = new MemoryDeadLetters(many(12));
    const intake = new MemoryMessageQueue();
    const { done } = await redrive({ act, messageIds: new Set(['m3', 'm11']) }, { letters, queue: intake, signal });
    expect(done.map(({ messageId }) => messageId)).toEqual(['m3', 'm11']);
    expect(intake.bodies).toEqual(act === 'move' ? ['body of m3', 'body of m11'] : []);
    expect(letters.ids).toHaveLength(10);
    expect([...letters.hidden].filter(id => letters.ids.includes(id))).toEqual([]);
  });

  it('changes nothing when it only lists', async () => {
    const letters = new MemoryDeadLetters(many(12));
    const intake = new MemoryMessageQueue();
    const { done, left } = await redrive({ act: 'list' }, { letters, queue: intake, signal });
    expect({ done, left: left.length, bodies: intake.bodies, hidden: [...letters.hidden] }).toEqual({
      done: [],
      left: 12,
      bodies: [],
      hidden: [],
    });
    expect(letters.stored).toHaveLength(12);
  });

  it('keeps every message that the intake queue did not take', async () => {
    const letters = new MemoryDeadLetters(many(3));
    const intake = { send: () => Promise.reject(new Error('throttled')) };
    await expect(redrive({ act: 'move' }, { letters, queue: intake, signal })).rejects.toThrow('throttled');
    expect({ ids: letters.ids, hidden: [...letters.hidden] }).toEqual({ ids: ['m0', 'm1', 'm2'], hidden: [] });
  });

  it('finishes the batch in hand when it is interrupted, and tells what was moved', async () => {
    const letters = new MemoryDeadLetters(many(25));
    const interruption = new AbortController();
    const bodies: string[] = [];
    const queue = {
      async send(batch: readonly string[]) {
        interruption.abort();
        bodies.push(...batch);
      },
    };
    const { done } = await redrive({ act: 'move' }, { letters, queue, signal: interruption.signal });
    expect({ done: done.length, bodies: bodies.length, stored: letters.stored.length }).toEqual({
      done: 10,
      bodies: 10,
      stored: 15,
    });
  });

  it('names the object and the last error of each message', async () => {
    const ledger = new MemoryLedgerStore();
    const remembered = { error: 'AccessDenied', cause: 'no right', at: '', expiresAt: 0 };
    await ledger.write([{ item: { ...errorKey('known'), kind: 'error', revision: 1, ...remembered } }]);
    const message: RedriveMessage = { source: 'everloop.redrive', bucket: 'intake', key: 'a b.jpg', why: 'test' };
    const letters = [
      letter('known', JSON.stringify(message)),
      { ...letter('event'), deliveryError: 'SDK_CLIENT_ERROR: queue is gone' },
      letter('other', 'no JSON'),
      letter('monitor', JSON.stringify({ kind: 'due', workload: 'shoes', at: '2026-11-21T12:00:00Z' })),
    ];
    expect(await describeLetters(letters, ledger)).toEqual([
      expect.objectContaining({ key: 'a b.jpg', error: 'AccessDenied', cause: 'no right', receiveCount: 5 }),
      expect.objectContaining({ key: null, error: 'NotDelivered', cause: 'SDK_CLIENT_ERROR: queue is gone' }),
      expect.objectContaining({ key: null, error: 'Unknown', cause: '', body: 'no JSON' }),
      expect.objectContaining({ key: 'shoes at 2026-11-21T12:00:00Z' }),
    ]);
  });
});
