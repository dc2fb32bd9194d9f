import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';
import { protectedTable, type TableKeeping } from '../storage/protected-table';

/** Everything that happened in the loops, one item an event; some thousand a year, kept for good. */
export class TrailTable extends Construct {
  readonly resource: Table;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TableKeeping,
  ) {
    super(scope, id);
    this.resource = protectedTable(this, 'Resource', { keeping: props, partitionKey: 'partition', sortKey: 'sort' });
  }

  /** Lets a function append records, and tells it the table's name. It can neither read nor delete. */
  grantAppend(user: FeatureFunction): void {
    user.tell('trailTable', this.resource.tableName);
    user.allow(['dynamodb:PutItem'], [this.resource.tableArn]);
    allowKeyUseThrough(['dynamodb'], user, this.props.key);
  }
}
