import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbLedgerStore } from '../../lambdas/adapters/aws/dynamodb-ledger-store';
import { MemoryLedgerStore } from '../../lambdas/adapters/memory/ledger-store';
import { type HeadItem, headKey, type VersionItem, versionKey } from '../../lambdas/domain/ingestion/ledger-items';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import { scratchTable } from '../support/scratch-table';

async function table(): Promise<LedgerStore> {
  const client = new DynamoDBClient();
  return new DynamoDbLedgerStore(client, await scratchTable(client, 'ledger', ['partition', 'sort']));
}

const head = (key: string, revision: number): HeadItem => ({
  ...headKey('b', key),
  kind: 'head',
  revision,
  sequencer: '01',
  versionId: 'v',
  attempt: 1,
  lease: { token: 't', owner: 'o', untilMs: 5 },
});
const version = (key: string): VersionItem => ({
  ...versionKey('b', key, 'v'),
  kind: 'version',
  revision: 1,
  outcome: 'accepted',
  reasonCodes: ['A'],
  doneAt: '2026-01-01T00:00:00Z',
});

const stores: [string, () => Promise<LedgerStore>][] = [
  ['memory', async () => new MemoryLedgerStore()],
  ['DynamoDB on the laptop cloud', table],
];

describe.each(stores)('a ledger store in %s', (_, open) => {
  let store: LedgerStore;
  beforeAll(async () => {
    store = await open();
  });

  it('reads what was written, and nothing for what was not', async () => {
    await store.write([{ item: head('read', 1), expectedRevision: 0 }]);
    expect(await store.read([headKey('b', 'read'), headKey('b', 'other')])).toEqual([head('read', 1)]);
  });

  it.each([
    ['an item that must not exist does', 0],
    ['an item has another revision', 7],
  ])('writes nothing when %s', async (_, expectedRevision) => {
    const key = `conflict-${expectedRevision}`;
    await store.write([{ item: head(key, 1) }]);
    expect(await store.write([{ item: head(key, 2), expectedRevision }])).toBe('conflict');
    expect(await store.read([headKey('b', key)])).toEqual([head(key, 1)]);
  });

  it('writes all of several items or none', async () => {
    await store.write([{ item: head('all', 1) }]);
    const both = [
      { item: version('all'), expectedRevision: 0 },
      { item: head('all', 2), expectedRevision: 9 },
    ];
    expect(await store.write(both)).toBe('conflict');
    expect(await store.read([versionKey('b', 'all', 'v')])).toEqual([]);
    expect(await store.write([both[0]!, { item: head('all', 2), expectedRevision: 1 }])).toBe('written');
    expect(await store.read([headKey('b', 'all')])).toEqual([head('all', 2)]);
  });

  it('lets one of many concurrent writers win', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => store.write([{ item: head('race', 1), expectedRevision: 0 }])),
    );
    expect(results.filter(result => result === 'written')).toHaveLength(1);
  });
});
