import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Desk, deskSchema, emptyDesk } from '../../domain/retraining/desk';
import type { RetrainingDesks } from '../../ports/retraining-desks';

/** One item a workload (`workload`); conditional writes on `revision`. */
export class DynamoDbRetrainingDesks implements RetrainingDesks {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async read(workload: string): Promise<Desk> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key: marshall({ workload }), ConsistentRead: true }),
    );
    return Item ? deskSchema.parse(unmarshall(Item)) : emptyDesk(workload);
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
