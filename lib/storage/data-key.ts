import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** The customer-managed key of an environment: buckets, queues, topics, table, functions and logs use it. */
export class DataKey extends Construct {
  readonly resource: Key;

  constructor(scope: Construct, id: string, props: { readonly dataMayGo: boolean }) {
    super(scope, id);
    this.resource = new Key(this, 'Resource', {
      description: 'Everloop data of one environment',
      enableKeyRotation: true,
      removalPolicy: props.dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    const { account, region, partition } = Stack.of(this);
    const ownAccount = { StringEquals: { 'aws:SourceAccount': account } };
    // Without these EventBridge and CloudWatch drop what they can't encrypt, silently.
    this.allowService('events.amazonaws.com', ownAccount);
    this.allowService('cloudwatch.amazonaws.com', ownAccount);
    this.allowService(`logs.${region}.amazonaws.com`, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
    });
  }

  private allowService(service: string, conditions: Record<string, unknown>): void {
    this.resource.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        conditions,
      }),
    );
  }
}
