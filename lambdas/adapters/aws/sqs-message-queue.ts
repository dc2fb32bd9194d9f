import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageQueue, SendOptions } from '../../ports/message-queue';

/** SQS takes at most 10 messages in one call. */
const batchSize = 10;

export class SqsMessageQueue implements MessageQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
  ) {}

  async send(bodies: readonly string[], { delaySeconds }: SendOptions = {}): Promise<void> {
    for (let start = 0; start < bodies.length; start += batchSize) {
      const Entries = bodies.slice(start, start + batchSize).map((MessageBody, index) => ({
        Id: `${index}`,
        MessageBody,
        ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
      }));
      const answer = await this.client.send(new SendMessageBatchCommand({ QueueUrl: this.queueUrl, Entries }));
      const failed = answer.Failed?.[0];
      if (failed) throw new Error(`queue: every message must be taken, got ${failed.Code}: ${failed.Message}`);
    }
  }
}
