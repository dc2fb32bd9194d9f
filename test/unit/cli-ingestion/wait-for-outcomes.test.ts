import { countOutcomes, outcomeRows } from '../../../cli/ingestion/outcome-counts';
import { type WaitOptions, waitForOutcomes } from '../../../cli/ingestion/wait-for-outcomes';
import { MemoryLedgerStore } from '../../../lambdas/adapters/memory/ledger-store';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { type Outcome, type VersionItem, versionKey } from '../../../lambdas/domain/ingestion/ledger-items';

const bucket = 'intake';

/** A world whose clock runs only while somebody sleeps, and where `events` happen at their second. */
function world(events: readonly (readonly [second: number, happen: () => unknown])[] = []) {
  const ledger = new MemoryLedgerStore();
  const objects = new MemoryObjectStore();
  let nowMs = 0;
  const due = [...events];
  const clock = {
    nowMs: () => nowMs,
    async sleep(milliseconds: number, signal: AbortSignal) {
      signal.throwIfAborted();
      nowMs += milliseconds;
      while (due[0] && due[0][0] * 1000 <= nowMs) await due.shift()?.[1]();
    },
  };
  const options: WaitOptions = {
    bucket,
    ledger,
    objects,
    clock,
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
  const finish = (key: string, versionId: string, outcome: Outcome, more: Partial<VersionItem> = {}) => {
    const at = versionKey(bucket, key, versionId);
    const item = { ...at, kind: 'version', revision: 1, outcome, reasonCodes: [], doneAt: '', ...more } as const;
    return ledger.write([{ item }]);
  };
  return { options, objects, finish, due, nowMs: () => nowMs };
}

describe('waiting for outcomes', () => {
  it('returns when every version has its outcome, in the order asked', async () => {
    const here = world();
    here.due.push([1, () => here.finish('b', '1', 'rejected', { reasonCodes: ['TRUNCATED'] })]);
    here.due.push([5, () => here.finish('a', '1', 'accepted')]);
    const asked = [
      { key: 'a', versionId: '1', path: 'a.jpg' },
      { key: 'b', versionId: '1', path: 'b.jpg' },
    ];
    const { objects } = await waitForOutcomes(asked, here.options);
    expect(objects).toEqual(
      [
        { key: 'a', versionId: '1', path: 'a.jpg', outcome: 'accepted', reasonCodes: [] },
        { key: 'b', versionId: '1', path: 'b.jpg', outcome: 'rejected', reasonCodes: ['TRUNCATED'] },
      ].map(one => expect.objectContaining(one)),
    );
    expect(here.nowMs()).toBeLessThan(8000);
  });

  it('asks for more versions than one read takes', async () => {
    const here = world();
    const asked = Array.from({ length: 250 }, (_, index) => ({ key: `k${index}`, versionId: '1' }));
    for (const { key } of asked) await here.finish(key, '1', 'accepted');
    const { objects } = await waitForOutcomes(asked, here.options);
    expect(countOutcomes(objects).byOutcome).toEqual({ accepted: 250 });
  });

  it('gives up after the time-out and calls the rest pending', async () => {
    const here = world();
    const { objects } = await waitForOutcomes([{ key: 'a', versionId: '1' }], here.options);
    expect(objects[0]?.outcome).toBe('pending');
    expect(here.nowMs()).toBeGreaterThanOrEqual(60_000);
  });

  it('sees that a newer version, once it has its outcome, has overtaken an older one', async () => {
    const here = world();
    const bytes = { bytes: new Uint8Array(), contentType: 'image/jpeg' };
    await here.objects.put({ bucket, key: 'a' }, bytes);
    await here.objects.put({ bucket, key: 'a' }, bytes);
    here.due.push([30, () => here.finish('a', '2', 'accepted')]);
    const { objects } = await waitForOutcomes([{ key: 'a', versionId: '1' }], here.options);
    expect(objects[0]?.outcome).toBe('superseded');
    expect(here.nowMs()).toBeGreaterThanOrEqual(30_000);
  });

  it('counts only what was reached under the request it waits for', async () => {
    const here = world();
    await here.finish('a', '1', 'rejected', { reprocessId: 'earlier' });
    here.due.push([3, () => here.finish('a', '1', 'accepted', { reprocessId: 'mine' })]);
    const { objects } = await waitForOutcomes([{ key: 'a', versionId: '1' }], { ...here.options, reprocessId: 'mine' });
    expect(objects[0]?.outcome).toBe('accepted');
  });

  it('tells once when nothing has changed for ten seconds', async () => {
    const here = world();
    const stalls: number[] = [];
    const onStalled = () => void stalls.push(here.nowMs());
    here.due.push([5, () => here.finish('a', '1', 'accepted')], [40, () => here.finish('b', '1', 'accepted')]);
    const asked = ['a', 'b'].map(key => ({ key, versionId: '1' }));
    await waitForOutcomes(asked, { ...here.options, onStalled });
    expect(stalls).toHaveLength(1);
    expect(stalls[0]).toBeGreaterThan(15_000);
  });

  it('fails with the reason of an abort', async () => {
    const here = world();
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(waitForOutcomes([{ key: 'a', versionId: '1' }], { ...here.options, signal })).rejects.toThrow(
      'Ctrl-C',
    );
  });

  it('tables rejections by reason, most frequent first', () => {
    const rejected = (...reasonCodes: string[]) => ({ outcome: 'rejected' as const, reasonCodes });
    const accepted = { outcome: 'accepted' as const, reasonCodes: [] };
    const counts = countOutcomes([
      accepted,
      rejected('CMYK'),
      rejected('TRUNCATED'),
      rejected('TRUNCATED', 'CMYK'),
      rejected('CMYK'),
    ]);
    expect(outcomeRows(counts)).toEqual([
      ['accepted', '', 1],
      ['rejected', 'CMYK', 3],
      ['rejected', 'TRUNCATED', 2],
    ]);
  });
});
