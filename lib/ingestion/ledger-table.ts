import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { protectedTable, type TableKeeping } from '../storage/protected-table';

/** Remembers every object version's claim and outcome, so that each event has its effect once. */
export class LedgerTable extends Construct {
  readonly resource: Table;

  constructor(scope: Construct, id: string, props: TableKeeping) {
    super(scope, id);
    this.resource = protectedTable(this, 'Resource', {
      keeping: props,
      partitionKey: 'partition',
      sortKey: 'sort',
      timeToLiveAttribute: 'expiresAt',
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
