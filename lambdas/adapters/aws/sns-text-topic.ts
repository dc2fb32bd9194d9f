import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { TextTopic } from '../../ports/text-topic';

export class SnsTextTopic implements TextTopic {
  constructor(
    private readonly client: SNSClient,
    private readonly topicArn: string,
  ) {}

  async publish({ subject, text }: { readonly subject: string; readonly text: string }): Promise<void> {
    await this.client.send(new PublishCommand({ TopicArn: this.topicArn, Subject: subject, Message: text }));
  }
}
