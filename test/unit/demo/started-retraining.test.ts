import { type AwaitedRetraining, startedRetraining } from '../../../cli/demo/loop/started-retraining';
import { WorkFoundProblems } from '../../../cli/errors';
import { type Desk, emptyDesk, type Refusal } from '../../../lambdas/domain/retraining/desk';
import type { Execution } from '../../../lambdas/domain/training/execution';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, seconds)).toISOString();
const empty = emptyDesk('product-images');
const refusal = (code: Refusal['code'], seconds: number): Refusal => ({
  key: code,
  code,
  reason: 'alarm',
  message: `it must not be ${code}`,
  correlationId: 'alarm-0',
  firstAt: at(0),
  lastAt: at(seconds),
  count: 1,
});
const retrained = (seconds: number, more: Partial<Desk['retrainings'][number]> = {}): Desk => ({
  ...empty,
  retrainings: [
    { requestId: 'r', correlationId: `alarm-${seconds}`, reason: 'alarm', startedAt: at(seconds), ...more },
  ],
});

/** Desks as they are found one look after the other; time goes by while nothing happens. */
function awaiting(desks: readonly Desk[], executions: readonly number[] = []): AwaitedRetraining {
  let [looks, now] = [0, 0];
  const found = executions.map((seconds): Execution => {
    return { arn: `arn:execution/e${seconds}`, status: 'Executing', startedAt: new Date(at(seconds)) };
  });
  return {
    workload: 'product-images',
    since: at(10),
    desks: { read: async () => desks[Math.min(looks++, desks.length - 1)] ?? empty },
    executions: {
      async *newest() {
        yield* found;
      },
    },
    clock: {
      nowMs: () => now,
      sleep: async milliseconds => {
        now += milliseconds;
      },
    },
    signal: new AbortController().signal,
  };
}

const silent = () => undefined;

describe('a retraining that an alarm starts', () => {
  it('is found when its execution runs, and when it has ended already', async () => {
    const expected = { correlationId: 'alarm-12', executionArn: 'arn:execution/e14' };
    await expect(startedRetraining(awaiting([empty, retrained(12)], [14, 5]), silent)).resolves.toEqual(expected);
    const ended = retrained(12, { endedAt: at(40), outcome: 'Succeeded' });
    await expect(startedRetraining(awaiting([ended], [14, 5]), silent)).resolves.toEqual(expected);
  });

  it('is waited for through refusals after which the alarm asks again', async () => {
    const reports: string[] = [];
    const desks = [{ ...empty, refusals: [refusal('COOLDOWN', 12)] }, retrained(30)];
    await startedRetraining(awaiting(desks, [31]), text => void reports.push(text));
    expect(reports).toEqual([expect.stringMatching(/^COOLDOWN: .* asked again$/)]);
  });

  it('fails with the reason of a refusal that stands', async () => {
    const desks = [{ ...empty, refusals: [refusal('HELD', 12)] }];
    const waiting = startedRetraining(awaiting(desks), silent);
    await expect(waiting).rejects.toThrow(WorkFoundProblems);
    await expect(waiting).rejects.toThrow(/HELD: it must not be HELD; .*everloop status product-images/);
  });

  it('is not one that began before the drift, that a person began, or that came to no execution', async () => {
    for (const desk of [
      retrained(5),
      retrained(12, { reason: 'person' }),
      retrained(12, { outcome: 'NotStarted' }),
      { ...empty, refusals: [refusal('HELD', 5)] },
    ]) {
      await expect(startedRetraining(awaiting([desk], [14]), silent)).rejects.toThrow(/got none in 300 s/);
    }
  });
});
