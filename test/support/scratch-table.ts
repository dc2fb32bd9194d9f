import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A new table with text keys: the partition key, then the sort key if there is one. @returns its name */
export async function scratchTable(client: DynamoDBClient, name: string, keys: readonly string[]): Promise<string> {
  const TableName = `${name}-${Date.now()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: keys.map((AttributeName, at) => ({
        AttributeName,
        KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
      })),
    }),
  );
  return TableName;
}
