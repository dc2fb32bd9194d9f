import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';

/** What people were told: one item a notice, for half a year. Nothing is lost with it but the memory of what was sent. */
export class NoticeTable extends Construct {
  readonly resource: Table;

  constructor(
    scope: Construct,
    id: string,
    private readonly key: IKey,
  ) {
    super(scope, id);
    this.resource = new Table(this, 'Resource', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Lets a function claim and note, and tells it the table's name. */
  grantNote(user: FeatureFunction): void {
    user.tell('noticeTable', this.resource.tableName);
    user.allow(['dynamodb:UpdateItem'], [this.resource.tableArn]);
    allowKeyUseThrough(['dynamodb'], user, this.key);
  }
}
