import type { FailedEvents, QueuedEvents } from '../contracts/queued-events';
import type { Journal } from '../ports/journal';

/**
 * Handles each event of a batch by itself, in order: one that fails goes back to the queue, after some tries to its
 * dead-letter queue; the others are done.
 */
export function handleQueuedEvents(journal: Journal, handle: (event: unknown, messageId: string) => Promise<unknown>) {
  return async ({ Records }: QueuedEvents): Promise<FailedEvents> => {
    const failed: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await handle(JSON.parse(body), messageId);
      } catch (error) {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        journal.problem('event goes back to the queue', { messageId, error: name, cause: message });
        failed.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures: failed };
  };
}
