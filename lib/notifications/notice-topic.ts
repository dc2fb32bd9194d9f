import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';

export interface NoticeTopicProps {
  readonly key: IKey;
  /** Who gets the plain text; none where people get mails by SES. */
  readonly recipients: readonly string[];
}

/** Every notice as plain text, for whoever subscribes: chats, pagers, machines. Encrypted with our key. */
export class NoticeTopic extends Construct {
  readonly resource: Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NoticeTopicProps,
  ) {
    super(scope, id);
    const { key: masterKey, recipients } = props;
    this.resource = new Topic(this, 'Resource', { masterKey, enforceSSL: true, displayName: 'Everloop approvals' });
    for (const address of recipients) this.resource.addSubscription(new EmailSubscription(address));
  }

  /** Lets a function publish, and tells it the topic. */
  grantPublish(sender: FeatureFunction): void {
    sender.tell('approvalTopic', this.resource.topicArn);
    sender.allow(['sns:Publish'], [this.resource.topicArn]);
    allowKeyUseThrough(['sns'], sender, this.props.key);
  }
}
