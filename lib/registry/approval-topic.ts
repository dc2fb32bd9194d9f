import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';

export interface ApprovalTopicProps {
  readonly key: IKey;
  readonly recipients: readonly string[];
}

/** Where people are asked to decide on a version. Encrypted with our key. */
export class ApprovalTopic extends Construct {
  readonly resource: Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApprovalTopicProps,
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
