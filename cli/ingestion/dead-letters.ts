import { monitorMessageSchema } from '../../lambdas/contracts/monitoring';
import { parseIntakeMessage } from '../../lambdas/domain/ingestion/intake-message';
import { errorKey } from '../../lambdas/domain/ingestion/ledger-items';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import type { MessageQueue } from '../../lambdas/ports/message-queue';

/** A message as the dead-letter queue holds it. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly sentAt: Date | null;
  readonly receiveCount: number;
  /** What EventBridge says of an event that it could not deliver; absent for messages that the Pipe gave up. */
  readonly deliveryError?: string | undefined;
}

export interface DeadLetterQueue {
  /** Up to 10 messages, hidden from others until released; empty when none is to be seen. */
  receive(signal: AbortSignal): Promise<readonly DeadLetter[]>;
  /** Makes messages visible again. */
  release(letters: readonly DeadLetter[]): Promise<void>;
  /** Deletes them. @throws when one could not be deleted */
  remove(letters: readonly DeadLetter[]): Promise<void>;
}

export interface DescribedLetter {
  readonly messageId: string;
  /** The object it is about; null when it names none. */
  readonly key: string | null;
  readonly sentAt: string | null;
  readonly receiveCount: number;
  /** Why it came here: the last error of the workflow, or of the delivery. */
  readonly error: string;
  readonly cause: string;
  readonly body: string;
}

const keysPerRead = 100;

/** Adds to each message what the ledger remembers: a message in the dead-letter queue carries no error. */
export async function describeLetters(
  letters: readonly DeadLetter[],
  ledger: LedgerStore,
): Promise<readonly DescribedLetter[]> {
  const errors = new Map<string, { readonly error: string; readonly cause: string }>();
  for (let start = 0; start < letters.length; start += keysPerRead) {
    const page = letters.slice(start, start + keysPerRead);
    for (const item of await ledger.read(page.map(({ messageId }) => errorKey(messageId)))) {
      if (item.kind === 'error') errors.set(item.partition, item);
    }
  }
  return letters.map(({ messageId, body, sentAt, receiveCount, deliveryError }) => {
    const parsed = parseIntakeMessage(body);
    const known = errors.get(errorKey(messageId).partition);
    const { error, cause } = known ?? { error: deliveryError ? 'NotDelivered' : 'Unknown', cause: deliveryError ?? '' };
    const key = parsed.kind === 'object' ? parsed.key : ownKey(body);
    return { messageId, key, sentAt: sentAt?.toISOString() ?? null, receiveCount, error, cause, body };
  });
}

/** The key that a message of ours names, whatever else is in it, or which look of a monitor it asks for; else null. */
function ownKey(body: string): string | null {
  try {
    const message = JSON.parse(body);
    const look = monitorMessageSchema.safeParse(message);
    if (look.success) return `${look.data.workload} at ${look.data.at}`;
    return typeof message?.key === 'string' ? message.key : null;
  } catch {
    return null;
  }
}

export interface RedriveEffects {
  readonly letters: DeadLetterQueue;
  /** That they came from. */
  readonly queue: MessageQueue;
  readonly signal: AbortSignal;
}

/** Which messages are dealt with; the others are only shown. */
export interface RedriveChoice {
  readonly act: 'move' | 'delete' | 'list';
  /** All when absent. */
  readonly messageIds?: ReadonlySet<string> | undefined;
}

export interface Redriven {
  /** Moved or deleted, as chosen. */
  readonly done: readonly DeadLetter[];
  /** Seen and left where they are. */
  readonly left: readonly DeadLetter[];
}

/**
 * Goes through the dead-letter queue once. A message is sent to its queue before it is deleted here, so that none
 * is lost: after an interruption it may be in both, and the ledger drops the second. Messages that stay are visible
 * again when this returns, also when it throws.
 */
export async function redrive(choice: RedriveChoice, effects: RedriveEffects): Promise<Redriven> {
  const { letters, queue } = effects;
  const done: DeadLetter[] = [];
  const left = new Map<string, DeadLetter>();
  let held: readonly DeadLetter[] = [];
  try {
    for (;;) {
      held = await receiveUnlessAborted(effects);
      const fresh = held.filter(({ messageId }) => !left.has(messageId));
      if (fresh.length === 0) break;
      const chosen = fresh.filter(letter => choice.act !== 'list' && isChosen(letter, choice));
      for (const letter of held) if (!chosen.includes(letter)) left.set(letter.messageId, letter);
      held = chosen;
      if (choice.act === 'move') await queue.send(chosen.map(({ body }) => body));
      await letters.remove(chosen);
      done.push(...chosen);
      held = [];
    }
  } finally {
    await letters.release([...left.values(), ...held.filter(({ messageId }) => !left.has(messageId))]);
  }
  return { done, left: [...left.values()] };
}

async function receiveUnlessAborted({ letters, signal }: RedriveEffects): Promise<readonly DeadLetter[]> {
  try {
    return signal.aborted ? [] : await letters.receive(signal);
  } catch (error) {
    if (signal.aborted) return []; // what was moved until now is worth knowing
    throw error;
  }
}

const isChosen = ({ messageId }: DeadLetter, { messageIds }: RedriveChoice): boolean =>
  messageIds === undefined || messageIds.has(messageId);
