import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';

export interface TrailTableProps {
  readonly key: IKey;
  readonly dataMayGo: boolean;
}

/** Everything that happened in the loops, one item an event; some thousand a year, kept for good. */
export class TrailTable extends Construct {
  readonly resource: Table;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TrailTableProps,
  ) {
    super(scope, id);
    this.resource = new Table(this, 'Resource', {
      partitionKey: { name: 'partition', type: AttributeType.STRING },
      sortKey: { name: 'sort', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !props.dataMayGo,
      removalPolicy: props.dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** Lets a function append records, and tells it the table's name. It can neither read nor delete. */
  grantAppend(user: FeatureFunction): void {
    user.tell('trailTable', this.resource.tableName);
    user.allow(['dynamodb:PutItem'], [this.resource.tableArn]);
    allowKeyUseThrough(['dynamodb'], user, this.props.key);
  }
}
