import fc from 'fast-check';
import { ask, type Desk, emptyDesk, leave, releaseOf, started, withdraw } from '../../../lambdas/domain/release/desk';
import { type Release, releaseId } from '../../../lambdas/domain/release/release';

const release = (version: number, minute = version): Release => {
  const approvedAt = new Date(Date.UTC(2026, 10, 21, 16, minute)).toISOString();
  return {
    id: releaseId(`arn/${version}`, approvedAt),
    version,
    modelPackageArn: `arn/${version}`,
    correlationId: 'c',
    approvedAt,
  };
};

describe('a desk', () => {
  it('lets one in, has a newer one wait, and cancels the one that waited before', () => {
    const first = ask(emptyDesk('w'), release(1));
    expect(first).toMatchObject({ outcome: 'begins', cancelled: null, desk: { holder: { version: 1 } } });
    const second = ask(first.desk, release(2));
    expect(second).toMatchObject({ outcome: 'waits', cancelled: null, desk: { waiting: { version: 2 } } });
    const third = ask(second.desk, release(3));
    expect(third).toMatchObject({ outcome: 'waits', cancelled: { version: 2 }, desk: { waiting: { version: 3 } } });
  });

  it('has what was approved last wait, whatever its number and whichever event came first', () => {
    const { desk } = ask(ask(emptyDesk('w'), release(1)).desk, release(5, 9));
    expect(ask(desk, release(4, 7))).toMatchObject({ cancelled: { version: 4 }, desk: { waiting: { version: 5 } } });
    expect(ask(desk, release(4, 11))).toMatchObject({ cancelled: { version: 5 }, desk: { waiting: { version: 4 } } });
  });

  it('knows an approval that comes twice, and takes a new approval of the same version', () => {
    const { desk } = ask(emptyDesk('w'), release(1));
    expect(ask(desk, release(1))).toEqual({ desk, outcome: 'duplicate', cancelled: null });
    expect(ask(desk, release(1, 30)).outcome).toBe('waits');
  });

  it('remembers the release that left, for what is still to be told of it', () => {
    const { desk } = ask(emptyDesk('w'), release(1));
    const running = started(desk, release(1).id, 'execution-1');
    const now = new Date('2026-11-22T04:00:00.000Z');
    const left = leave(running, release(1).id, now);
    expect(left.last?.endedAt).toBe(now.toISOString());
    expect([releaseOf(running, 'execution-1')?.version, releaseOf(left, 'execution-1')?.version]).toEqual([1, 1]);
    expect(releaseOf(left, 'execution-2')).toBeUndefined();
  });
});

type Step = { readonly ask: number } | { readonly leave: true } | { readonly withdraw: true };
const steps = fc.array(
  fc.oneof(
    fc.record({ ask: fc.integer({ min: 1, max: 12 }) }),
    fc.constant({ leave: true } as const),
    fc.constant({ withdraw: true } as const),
  ),
  { maxLength: 60 },
);

it('whatever happens, each approval begins once or is cancelled once, and never two hold the desk', () => {
  fc.assert(
    fc.property(steps, happenings => {
      let desk: Desk = emptyDesk('w');
      const began: string[] = [];
      const gone: string[] = [];
      const asked = new Set<string>();
      for (const step of happenings as Step[]) {
        const before = desk.holder?.id;
        if ('ask' in step) {
          asked.add(release(step.ask).id);
          const result = ask(desk, release(step.ask));
          desk = result.desk;
          if (result.cancelled) gone.push(result.cancelled.id);
        } else if ('leave' in step) desk = leave(desk, desk.holder?.id ?? '', new Date());
        else {
          if (desk.waiting) gone.push(desk.waiting.id);
          desk = withdraw(desk, desk.waiting?.id ?? '');
        }
        if (desk.holder && desk.holder.id !== before) began.push(desk.holder.id);
      }
      const waiting = desk.waiting ? [desk.waiting.id] : [];
      expect([...began, ...gone, ...waiting].sort()).toEqual([...asked].sort());
    }),
  );
});
