import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbTrailStore } from '../../lambdas/adapters/aws/dynamodb-trail-store';
import { MemoryTrailStore } from '../../lambdas/adapters/memory/trail-store';
import type { TrailEvent } from '../../lambdas/domain/trail/trail-event';
import type { TrailStore } from '../../lambdas/ports/trail-store';
import { scratchTable } from '../support/scratch-table';

async function table(): Promise<TrailStore> {
  const client = new DynamoDBClient();
  return new DynamoDbTrailStore(client, await scratchTable(client, 'trail', ['partition', 'sort']));
}

const event = (workload: string, id: string, second: number, own: Partial<TrailEvent> = {}): TrailEvent => ({
  workload,
  id,
  time: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
  kind: 'step',
  subject: 'Train',
  status: 'Executing',
  ...own,
});

const stores: [string, () => Promise<TrailStore>][] = [
  ['memory', async () => new MemoryTrailStore()],
  ['DynamoDB on the laptop cloud', table],
];

describe.each(stores)('a trail store in %s', (_, open) => {
  let store: TrailStore;
  beforeAll(async () => {
    store = await open();
  });

  it('gives back what was appended, newest first, of one workload', async () => {
    const full = event('order', 'b', 2, {
      correlationId: 'c',
      executionId: 'e',
      startedAt: event('', '', 1).time,
      why: 'w',
    });
    for (const one of [event('order', 'c', 3), event('order', 'a', 1), full, event('other', 'd', 4)])
      await store.append(one);
    expect(await store.read('order')).toEqual({ events: [event('order', 'c', 3), full, event('order', 'a', 1)] });
    expect(await store.read('nobody')).toEqual({ events: [] });
  });

  it('keeps the first of two events with one id', async () => {
    const first = event('twice', 'x', 1);
    expect(await store.append(first)).toBe('recorded');
    expect(await store.append({ ...first, status: 'Failed' })).toBe('duplicate');
    expect((await store.read('twice')).events).toEqual([first]);
  });

  it('lets one of many concurrent deliveries win', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => store.append(event('race', 'x', 1))));
    expect(results.filter(result => result === 'recorded')).toHaveLength(1);
  });

  it('reads long trails in pages', async () => {
    const many = Array.from({ length: 501 }, (_, index) => event('long', `e${index}`, index));
    for (let start = 0; start < many.length; start += 50) {
      await Promise.all(many.slice(start, start + 50).map(one => store.append(one)));
    }
    const first = await store.read('long');
    expect(first.events.map(({ id }) => id)).toEqual(
      many
        .slice(1)
        .reverse()
        .map(({ id }) => id),
    );
    const second = await store.read('long', first.next);
    expect(second.events.map(({ id }) => id)).toEqual(['e0']);
    expect(second.next).toBeUndefined();
  });
});
