import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Desk, deskSchema, emptyDesk } from '../../domain/release/desk';
import { DynamoDbDesks } from './dynamodb-desks';

export class DynamoDbReleaseDesks extends DynamoDbDesks<Desk> {
  constructor(client: DynamoDBClient, tableName: string) {
    super(client, tableName, { read: item => deskSchema.parse(item), empty: emptyDesk });
  }
}
