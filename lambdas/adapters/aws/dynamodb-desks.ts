import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DeskOfWorkload, Desks } from '../../ports/desks';

export interface DeskKind<Desk> {
  /** @throws z.core.$ZodError for an item that is no desk of this kind */
  readonly read: (item: unknown) => Desk;
  readonly empty: (workload: string) => Desk;
}

/** One item a workload (`workload`); conditional writes on `revision`. */
export class DynamoDbDesks<Desk extends DeskOfWorkload> implements Desks<Desk> {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly kind: DeskKind<Desk>,
  ) {}

  async read(workload: string): Promise<Desk> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: marshall({ workload }), ConsistentRead: true }),
    );
    return Item ? this.kind.read(unmarshall(Item)) : this.kind.empty(workload);
  }

  async write(desk: Desk): Promise<'written' | 'conflict'> {
    const { revision } = desk;
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: marshall({ ...desk, revision: revision + 1 }, { removeUndefinedValues: true }),
          ConditionExpression: revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :read',
          ...(revision > 0 && { ExpressionAttributeValues: marshall({ ':read': revision }) }),
        }),
      );
      return 'written';
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 'conflict';
      throw error;
    }
  }
}
