import fc from 'fast-check';
import { type ClaimRequest, decideClaim } from '../../../lambdas/domain/ingestion/claim';
import { type HeadItem, headKey, type VersionItem, versionKey } from '../../../lambdas/domain/ingestion/ledger-items';

const time = { nowMs: 1_000_000, leaseMs: 90_000, token: 'mine' };
const request: ClaimRequest = { bucket: 'b', key: 'k', versionId: 'v2', sequencer: '02', owner: 'message-1' };
const head = (over: Partial<HeadItem> = {}): HeadItem => ({
  ...headKey('b', 'k'),
  kind: 'head',
  revision: 7,
  sequencer: '01',
  versionId: 'v1',
  attempt: 3,
  ...over,
});
const done = (over: Partial<VersionItem> = {}): VersionItem => ({
  ...versionKey('b', 'k', 'v2'),
  kind: 'version',
  revision: 1,
  outcome: 'accepted',
  reasonCodes: [],
  doneAt: '2026-01-01T00:00:00Z',
  ...over,
});
const lease = (owner: string, untilMs: number) => ({ token: 'theirs', owner, untilMs });

describe('a claim', () => {
  it('is given for a key that was never seen', () => {
    const decision = decideClaim(request, {}, time);
    expect(decision).toMatchObject({ kind: 'claim', expectedRevision: 0, head: { attempt: 1, revision: 1 } });
  });

  it.each([
    ['an outcome exists', { version: done() }, 'duplicate'],
    ['a newer event of the key was seen', { head: head({ sequencer: '03', versionId: 'v3' }) }, 'superseded'],
    ['another message works on the key', { head: head({ lease: lease('message-2', 1_000_001) }) }, 'busy'],
  ])('is refused when %s', (_, ledger, kind) => {
    expect(decideClaim(request, ledger, time).kind).toBe(kind);
  });

  it.each([
    ['the lease of another message ran out', head({ lease: lease('message-2', 1_000_000) })],
    ['the lease is its own from a try that crashed', head({ lease: lease('message-1', 2_000_000) })],
    ['the last event of the key was older', head()],
  ])('is given when %s', (_, existing) => {
    expect(decideClaim(request, { head: existing }, time)).toMatchObject({
      kind: 'claim',
      expectedRevision: 7,
      head: { revision: 8, lease: { token: 'mine', owner: 'message-1', untilMs: 1_090_000 } },
    });
  });

  it('counts the tries of one version and starts again with the next', () => {
    const again = decideClaim(request, { head: head({ versionId: 'v2' }) }, time);
    const next = decideClaim(request, { head: head({ versionId: 'v1' }) }, time);
    expect([again, next]).toMatchObject([{ head: { attempt: 4 } }, { head: { attempt: 1 } }]);
  });

  it('is given once more for a done version when a person asks, and once only', () => {
    const asked = { ...request, reprocessId: 'r1' };
    expect(decideClaim(asked, { version: done() }, time).kind).toBe('claim');
    expect(decideClaim(asked, { version: done({ reprocessId: 'r1' }) }, time).kind).toBe('duplicate');
  });

  it('without a sequencer keeps the newest one seen', () => {
    const { sequencer: _, ...listed } = request;
    expect(decideClaim(listed, { head: head({ sequencer: '09' }) }, time)).toMatchObject({ head: { sequencer: '09' } });
  });

  it('never lowers the sequencer of a key', () => {
    const hex = fc.integer({ min: 0, max: 255 }).map(value => value.toString(16).padStart(2, '0'));
    fc.assert(
      fc.property(hex, hex, (seen, asked) => {
        const decision = decideClaim({ ...request, sequencer: asked }, { head: head({ sequencer: seen }) }, time);
        if (decision.kind === 'claim') expect(decision.head.sequencer >= seen).toBe(true);
        else expect(asked < seen).toBe(true);
      }),
    );
  });
});
