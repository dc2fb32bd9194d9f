import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDbRetrainingDesks } from '../../lambdas/adapters/aws/dynamodb-retraining-desks';
import { MemoryRetrainingDesks } from '../../lambdas/adapters/memory/retraining-desks';
import { retrainingPolicySchema } from '../../lambdas/contracts/retraining-policy';
import { withAlarm } from '../../lambdas/domain/retraining/alarms';
import { decide } from '../../lambdas/domain/retraining/decide';
import { withHold } from '../../lambdas/domain/retraining/hold';
import { begun, given } from '../../lambdas/domain/retraining/lease';
import type { RetrainingDesks } from '../../lambdas/ports/retraining-desks';
import { scratchTable } from '../support/scratch-table';

async function table(): Promise<RetrainingDesks> {
  const client = new DynamoDBClient();
  return new DynamoDbRetrainingDesks(client, await scratchTable(client, 'retrainings', ['workload']));
}

const policy = retrainingPolicySchema.parse({});
const now = new Date('2026-11-21T16:00:00.000Z');
const at = now.toISOString();

const stores: [string, () => Promise<RetrainingDesks>][] = [
  ['memory', async () => new MemoryRetrainingDesks()],
  ['DynamoDB on the laptop cloud', table],
];

describe.each(stores)('retraining desks in %s', (_, open) => {
  let desks: RetrainingDesks;
  beforeAll(async () => {
    desks = await open();
  });

  it('are empty at first, and give back lease, alarms, refusals and hold as they were written', async () => {
    const empty = await desks.read('new');
    expect(empty).toMatchObject({ revision: 0, lease: null, hold: null, retrainings: [], refusals: [] });
    const alarm = { name: 'everloop-dev-new-retrain-recall', isRaised: true, at, why: 'low' };
    const request = { id: 'first', reason: 'alarm', alarm: alarm.name, why: 'low' } as const;
    const first = decide(withAlarm(empty, alarm, policy), request, policy, now);
    const second = decide(first.desk, { id: 'second', reason: 'schedule' }, policy, now);
    expect([first.kind, second.kind]).toEqual(['start', 'refuse']);
    const story = first.desk.lease?.correlationId ?? '';
    const filled = withHold(begun(second.desk, story, 'arn:1'), { by: 'ada', why: 'audit', at });
    expect(await desks.write(filled)).toBe('written');
    expect(await desks.read('new')).toEqual({ ...filled, revision: 1 });
    expect(await desks.write(given(await desks.read('new'), story, { outcome: 'Succeeded', now }))).toBe('written');
    expect(await desks.read('new')).toMatchObject({
      revision: 2,
      lease: null,
      retrainings: [{ outcome: 'Succeeded' }],
    });
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
