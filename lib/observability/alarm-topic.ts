import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  readonly key: IKey;
  readonly recipients: readonly string[];
}

/** Where alarms go. Encrypted with our key: with the AWS-managed one CloudWatch's messages vanish without a trace. */
export class AlarmTopic extends Construct {
  readonly resource: Topic;

  constructor(scope: Construct, id: string, { key, recipients }: AlarmTopicProps) {
    super(scope, id);
    this.resource = new Topic(this, 'Resource', { masterKey: key, enforceSSL: true, displayName: 'Everloop alarms' });
    this.resource.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.resource.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    for (const address of recipients) this.resource.addSubscription(new EmailSubscription(address));
  }
}
