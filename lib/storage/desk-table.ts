import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from './key-use';
import { protectedTable, type TableKeeping } from './protected-table';

export interface DeskTableProps extends TableKeeping {
  /** By which functions find the table. */
  readonly field: 'releaseTable' | 'retrainingTable';
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
    this.resource = protectedTable(this, 'Resource', { keeping: props, partitionKey: 'workload' });
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
