import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';

export interface ReleaseDeskProps {
  readonly key: IKey;
  readonly dataMayGo: boolean;
}

/** Puts the releases of each workload in order: one item a workload, that says which one is under way and which waits. */
export class ReleaseDesk extends Construct {
  readonly resource: Table;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReleaseDeskProps,
  ) {
    super(scope, id);
    this.resource = new Table(this, 'Resource', {
      partitionKey: { name: 'workload', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !props.dataMayGo,
      removalPolicy: props.dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** Lets a function read and change desks, and tells it the table's name. */
  grantUse(user: FeatureFunction): void {
    user.tell('releaseTable', this.resource.tableName);
    user.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [this.resource.tableArn]);
    allowKeyUseThrough(['dynamodb'], user, this.props.key);
  }
}
