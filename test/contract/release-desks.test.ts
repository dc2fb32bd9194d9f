import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbReleaseDesks } from '../../lambdas/adapters/aws/dynamodb-release-desks';
import { MemoryReleaseDesks } from '../../lambdas/adapters/memory/release-desks';
import { ask, leave, started } from '../../lambdas/domain/release/desk';
import type { ReleaseDesks } from '../../lambdas/ports/release-desks';
import { scratchTable } from '../support/scratch-table';

async function table(): Promise<ReleaseDesks> {
  const client = new DynamoDBClient();
  return new DynamoDbReleaseDesks(client, await scratchTable(client, 'desks', ['workload']));
}

const release = (version: number) => ({
  id: `id-${version}`,
  version,
  modelPackageArn: `arn/${version}`,
  correlationId: 'person-1',
  approvedAt: '2026-11-21T16:00:00.000Z',
});

const stores: [string, () => Promise<ReleaseDesks>][] = [
  ['memory', async () => new MemoryReleaseDesks()],
  ['DynamoDB on the laptop cloud', table],
];

describe.each(stores)('release desks in %s', (_, open) => {
  let desks: ReleaseDesks;
  beforeAll(async () => {
    desks = await open();
  });

  it('are empty at first, and give back what was written', async () => {
    expect(await desks.read('new')).toMatchObject({ revision: 0, holder: null, waiting: null, seen: [] });
    const { desk } = ask(ask(await desks.read('new'), release(1)).desk, release(2));
    expect(await desks.write(started(desk, 'id-1', 'execution-1'))).toBe('written');
    expect(await desks.read('new')).toEqual({ ...started(desk, 'id-1', 'execution-1'), revision: 1 });
    expect(await desks.write(leave(await desks.read('new'), 'id-1', new Date()))).toBe('written');
    expect(await desks.read('new')).toMatchObject({ revision: 2, holder: { version: 2 }, last: { version: 1 } });
  });

  it('let one of many writers through, the first time and later', async () => {
    for (const round of [0, 1]) {
      const before = await desks.read('busy');
      const answers = await Promise.all(Array.from({ length: 20 }, () => desks.write(before)));
      expect(answers.filter(answer => answer === 'written')).toHaveLength(1);
      expect((await desks.read('busy')).revision).toBe(round + 1);
    }
  });
});
