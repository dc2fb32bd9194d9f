import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Notice } from '../../contracts/notices';
import type { Notifier } from '../../ports/notifier';
import { SqsMessageQueue } from './sqs-message-queue';

/** Hands notices to the function that delivers them: whoever has news neither waits for a mail nor fails with one. */
export class QueueNotifier implements Notifier {
  private readonly queue: SqsMessageQueue;

  constructor(client: SQSClient, queueUrl: string) {
    this.queue = new SqsMessageQueue(client, queueUrl);
  }

  async send(notice: Notice): Promise<void> {
    await this.queue.send([JSON.stringify(notice)]);
  }
}
