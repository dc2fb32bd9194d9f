import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';

export interface LedgerTableProps {
  readonly key: IKey;
  readonly dataMayGo: boolean;
}

/** Remembers every object version's claim and outcome, so that each event has its effect once. */
export class LedgerTable extends Construct {
  readonly resource: Table;

  constructor(scope: Construct, id: string, props: LedgerTableProps) {
    super(scope, id);
    this.resource = new Table(this, 'Resource', {
      partitionKey: { name: 'partition', type: AttributeType.STRING },
      sortKey: { name: 'sort', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !props.dataMayGo,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: props.dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** Lets a function read and write items, and tells it the table's name. */
  grantUse(user: FeatureFunction): void {
    user.tell('ledgerTable', this.resource.tableName);
    user.allow(['dynamodb:BatchGetItem', 'dynamodb:PutItem'], [this.resource.tableArn]);
  }

  /** Lets a function read items, and tells it the table's name. */
  grantRead(user: FeatureFunction): void {
    user.tell('ledgerTable', this.resource.tableName);
    user.allow(['dynamodb:BatchGetItem'], [this.resource.tableArn]);
  }
}
