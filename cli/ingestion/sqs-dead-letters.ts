import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetterQueue } from './dead-letters';

/** Long enough to go through 20,000 messages (10 a call, 50 ms a call: 100 s), short enough to wait for after a crash. */
const hiddenSeconds = 300;
/** Long polling asks all of SQS's servers; a short poll may miss messages. */
const waitSeconds = 1;
const batchSize = 10;

export class SqsDeadLetterQueue implements DeadLetterQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly queueUrl: string,
  ) {}

  async receive(abortSignal: AbortSignal): Promise<readonly DeadLetter[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.queueUrl,
      MaxNumberOfMessages: batchSize,
      VisibilityTimeout: hiddenSeconds,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.client.send(command, { abortSignal });
    return Messages.map(letterOf);
  }

  async release(letters: readonly DeadLetter[]): Promise<void> {
    for (const Entries of batchesOf(letters)) {
      const visible = Entries.map(entry => ({ ...entry, VisibilityTimeout: 0 }));
      await this.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.queueUrl, Entries: visible }));
    }
  }

  async remove(letters: readonly DeadLetter[]): Promise<void> {
    for (const Entries of batchesOf(letters)) {
      const command = new DeleteMessageBatchCommand({ QueueUrl: this.queueUrl, Entries });
      const failed = (await this.client.send(command)).Failed?.[0];
      if (failed) {
        throw new Error(
          `dead-letter queue: every message must be deleted, got ${failed.Code}: ${failed.Message}; run the command again`,
        );
      }
    }
  }
}

function* batchesOf(letters: readonly DeadLetter[]) {
  for (let start = 0; start < letters.length; start += batchSize) {
    const page = letters.slice(start, start + batchSize);
    yield page.map(({ receiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle: receiptHandle }));
  }
}

function letterOf({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes }: Message): DeadLetter {
  const sent = Number(Attributes?.SentTimestamp);
  const said = (name: string) => MessageAttributes?.[name]?.StringValue ?? '';
  const deliveryError = [said('ERROR_CODE'), said('ERROR_MESSAGE')].filter(text => text !== '').join(': ');
  return {
    messageId: MessageId ?? '',
    receiptHandle: ReceiptHandle ?? '',
    body: Body ?? '',
    sentAt: sent > 0 ? new Date(sent) : null,
    receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 0),
    ...(deliveryError !== '' && { deliveryError }),
  };
}
