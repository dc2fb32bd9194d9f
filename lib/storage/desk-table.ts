import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from './key-use';

export interface DeskTableProps {
  /** By which functions find the table. */
  readonly field: 'releaseTable' | 'retrainingTable';
  readonly key: IKey;
  readonly dataMayGo: boolean;
}

/** Where releases, or retrainings, are decided: one item a workload, written on condition of its revision. */
export class DeskTable extends Construct {
  readonly resource: Table;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeskTableProps,
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
    this.grant(user, ['dynamodb:GetItem', 'dynamodb:PutItem']);
  }

  /** Lets a function look who is at a desk, and tells it the table's name. */
  grantRead(user: FeatureFunction): void {
    this.grant(user, ['dynamodb:GetItem']);
  }

  private grant(user: FeatureFunction, actions: string[]): void {
    user.tell(this.props.field, this.resource.tableName);
    user.allow(actions, [this.resource.tableArn]);
    allowKeyUseThrough(['dynamodb'], user, this.props.key);
  }
}
