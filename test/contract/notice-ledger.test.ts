import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbNoticeLedger } from '../../lambdas/adapters/aws/dynamodb-notice-ledger';
import { MemoryNoticeLedger } from '../../lambdas/adapters/memory/notice-ledger';
import type { NoticeLedger } from '../../lambdas/ports/notice-ledger';
import { scratchTable } from '../support/scratch-table';

async function table(): Promise<NoticeLedger> {
  const client = new DynamoDBClient();
  return new DynamoDbNoticeLedger(client, await scratchTable(client, 'notices', ['id']));
}

const stores: [string, () => Promise<NoticeLedger>][] = [
  ['memory', async () => new MemoryNoticeLedger()],
  ['DynamoDB on the laptop cloud', table],
];

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 16, 0, seconds));

describe.each(stores)('a ledger of notices in %s', (_, open) => {
  let ledger: NoticeLedger;
  beforeAll(async () => {
    ledger = await open();
  });

  it('gives a new notice to one of many, and says until when', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => ledger.claim('busy', at(0))));
    expect(claims.filter(({ kind }) => kind === 'ours')).toEqual([{ kind: 'ours', sent: [] }]);
    expect(claims.filter(({ kind }) => kind === 'taken')).toHaveLength(19);
    expect(await ledger.claim('busy', at(59))).toEqual({ kind: 'taken', until: at(60) });
  });

  it('gives it to the next one when the claim has ended or was given back, with what was sent', async () => {
    await ledger.claim('left', at(0));
    await ledger.noteSent('left', 'topic');
    expect(await ledger.claim('left', at(60))).toEqual({ kind: 'ours', sent: ['topic'] });
    await ledger.giveBack('left');
    await ledger.noteSent('left', 'topic');
    expect(await ledger.claim('left', at(61))).toEqual({ kind: 'ours', sent: ['topic'] });
  });

  it('gives a told one to nobody, ever', async () => {
    await ledger.claim('done', at(0));
    await ledger.finish('done', at(1));
    await ledger.giveBack('done');
    expect(await ledger.claim('done', at(10_000))).toEqual({ kind: 'told' });
  });
});
