import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type TrailEvent, trailEventSchema } from '../../domain/trail/trail-event';
import type { TrailPage, TrailStore } from '../../ports/trail-store';

const pageSize = 500;

/** One item an event: `partition` is the workload, `sort` is `<time>#<id>`, so that a query reads them in order. */
export class DynamoDbTrailStore implements TrailStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async append(event: TrailEvent): Promise<'recorded' | 'duplicate'> {
    const item = { partition: event.workload, sort: `${event.time}#${event.id}`, ...event };
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.tableName,
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(sort)',
        }),
      );
      return 'recorded';
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 'duplicate';
      throw error;
    }
  }

  async read(workload: string, next?: string): Promise<TrailPage> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: '#partition = :workload',
        ExpressionAttributeNames: { '#partition': 'partition' },
        ExpressionAttributeValues: marshall({ ':workload': workload }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: pageSize,
        ...(next !== undefined && { ExclusiveStartKey: marshall({ partition: workload, sort: next }) }),
      }),
    );
    const events = Items.map(item => trailEventSchema.parse(unmarshall(item)));
    return { events, ...(LastEvaluatedKey && { next: String(unmarshall(LastEvaluatedKey)['sort']) }) };
  }
}
