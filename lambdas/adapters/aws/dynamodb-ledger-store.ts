import {
  BatchGetItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { LedgerItem, LedgerKey, LedgerWrite } from '../../domain/ingestion/ledger-items';
import type { LedgerStore } from '../../ports/ledger-store';

/** Ledger items in one DynamoDB table (`partition`, `sort`); conditional writes on `revision`. */
export class DynamoDbLedgerStore implements LedgerStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(keys: readonly LedgerKey[]): Promise<readonly LedgerItem[]> {
    const found: LedgerItem[] = [];
    let wanted = keys.map(({ partition, sort }) => marshall({ partition, sort }));
    while (wanted.length > 0) {
      const RequestItems = { [this.tableName]: { Keys: wanted, ConsistentRead: true } };
      const page = await this.client.send(new BatchGetItemCommand({ RequestItems }));
      found.push(...(page.Responses?.[this.tableName] ?? []).map(item => unmarshall(item) as LedgerItem));
      wanted = (page.UnprocessedKeys?.[this.tableName]?.Keys ?? []) as typeof wanted;
    }
    return found;
  }

  async write(writes: readonly LedgerWrite[]): Promise<'written' | 'conflict'> {
    const puts = writes.map(write => ({ TableName: this.tableName, ...putOf(write) }));
    try {
      const [only, ...others] = puts;
      if (only && others.length === 0) await this.client.send(new PutItemCommand(only));
      else await this.client.send(new TransactWriteItemsCommand({ TransactItems: puts.map(Put => ({ Put })) }));
      return 'written';
    } catch (error) {
      if (isConflict(error)) return 'conflict';
      throw error;
    }
  }
}

function putOf({ item, expectedRevision }: LedgerWrite) {
  const Item = marshall(item, { removeUndefinedValues: true });
  if (expectedRevision === undefined) return { Item };
  if (expectedRevision === 0) return { Item, ConditionExpression: 'attribute_not_exists(revision)' };
  return {
    Item,
    ConditionExpression: 'revision = :expected',
    ExpressionAttributeValues: marshall({ ':expected': expectedRevision }),
  };
}

/** A cancelled transaction is a conflict only when a condition or a rival transaction cancelled it. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ConditionalCheckFailedException' || error.name === 'TransactionConflictException') return true;
  if (error.name !== 'TransactionCanceledException') return false;
  const reasons = (error as { CancellationReasons?: { Code?: string }[] }).CancellationReasons ?? [];
  return reasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict');
}
