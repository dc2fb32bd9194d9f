import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { NoticeChannel, NoticeClaim, NoticeLedger } from '../../ports/notice-ledger';

/** Longer than the function may run (30 s), so that nobody sends when somebody else has the claim. */
const claimMs = 60_000;
/** How long a notice is known: events come twice within hours. */
const rememberedMs = 180 * 86_400_000;

/** One item a notice; times are milliseconds since 1970 but `expiresAt`, seconds: DynamoDB deletes items by it. */
export class DynamoDbNoticeLedger implements NoticeLedger {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async claim(id: string, now: Date): Promise<NoticeClaim> {
    const at = now.getTime();
    try {
      const { Attributes = {} } = await this.client.send(
        new UpdateItemCommand({
          ...this.item(id),
          UpdateExpression: 'SET claimedUntil = :until, expiresAt = :expires',
          ConditionExpression:
            'attribute_not_exists(toldAt) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)',
          ExpressionAttributeValues: marshall({
            ':until': at + claimMs,
            ':now': at,
            ':expires': Math.ceil((at + rememberedMs) / 1000),
          }),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'ours', sent: [...((unmarshall(Attributes)['sent'] as Set<NoticeChannel> | undefined) ?? [])] };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const { toldAt, claimedUntil } = unmarshall(error.Item ?? {});
      return toldAt === undefined ? { kind: 'taken', until: new Date(Number(claimedUntil)) } : { kind: 'told' };
    }
  }

  async noteSent(id: string, channel: NoticeChannel): Promise<void> {
    await this.update(id, 'ADD sent :channel', { ':channel': new Set([channel]) });
  }

  async finish(id: string, now: Date): Promise<void> {
    await this.update(id, 'SET toldAt = :now', { ':now': now.getTime() });
  }

  async giveBack(id: string): Promise<void> {
    await this.client.send(new UpdateItemCommand({ ...this.item(id), UpdateExpression: 'REMOVE claimedUntil' }));
  }

  private async update(id: string, expression: string, values: Record<string, unknown>): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        ...this.item(id),
        UpdateExpression: expression,
        ExpressionAttributeValues: marshall(values),
      }),
    );
  }

  private item(id: string) {
    return { TableName: this.tableName, Key: marshall({ id }) };
  }
}
