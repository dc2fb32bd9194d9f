import { setTimeout } from 'node:timers/promises';
import type { Outcome, VersionItem } from '../../lambdas/domain/ingestion/ledger-items';
import { versionKey } from '../../lambdas/domain/ingestion/ledger-items';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import type { ObjectStore } from '../../lambdas/ports/object-store';

export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
}

/** `pending`: no outcome before the time was over. */
export type Fate = Outcome | 'pending';

export interface Outcomes<Asked extends ObjectVersion> {
  readonly objects: readonly (Asked & { readonly outcome: Fate; readonly reasonCodes: readonly string[] })[];
}

export interface WaitOptions {
  readonly bucket: string;
  readonly ledger: LedgerStore;
  readonly objects: Pick<ObjectStore, 'head'>;
  /** Outcomes of an earlier look do not count: only those reached under this request do. */
  readonly reprocessId?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Called once when nothing has changed for ten seconds. */
  readonly onStalled?: () => void;
  readonly clock: WaitClock;
}

export interface WaitClock {
  nowMs(): number;
  /** @throws the signal's reason when it aborts */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** DynamoDB reads 100 items in one call. */
const keysPerRead = 100;
const shortestPauseMs = 250;
const longestPauseMs = 2000;
/** After so long without any outcome, the rest may have been overtaken by newer versions. */
const stalledMs = 10_000;

/**
 * Waits until the ledger holds an outcome for each object version.
 * A version that a newer upload of its key overtook gets no outcome of its own: it is `superseded`.
 */
export async function waitForOutcomes<Asked extends ObjectVersion>(
  asked: readonly Asked[],
  options: WaitOptions,
): Promise<Outcomes<Asked>> {
  const { clock, signal } = options;
  const found = new Map<Asked, { outcome: Outcome; reasonCodes: readonly string[] }>();
  const deadline = clock.nowMs() + options.timeoutMs;
  let lastChange = clock.nowMs();
  let pause = shortestPauseMs;
  let stalled = false;
  for (;;) {
    const open = asked.filter(one => !found.has(one));
    const before = found.size;
    await readOutcomes(open, found, options);
    if (clock.nowMs() - lastChange > stalledMs) {
      if (!stalled) options.onStalled?.();
      stalled = true;
      await markSuperseded(open, found, options);
    }
    const changed = found.size > before;
    if (changed) {
      lastChange = clock.nowMs();
      options.onProgress(found.size, asked.length);
    }
    if (found.size === asked.length || clock.nowMs() >= deadline) break;
    pause = changed ? shortestPauseMs : Math.min(pause * 2, longestPauseMs);
    await clock.sleep(pause, signal);
  }
  const nothing = { outcome: 'pending', reasonCodes: [] } as const;
  return { objects: asked.map(one => ({ ...one, ...(found.get(one) ?? nothing) })) };
}

type Found<Asked> = Map<Asked, { outcome: Outcome; reasonCodes: readonly string[] }>;

async function readOutcomes<Asked extends ObjectVersion>(
  open: readonly Asked[],
  found: Found<Asked>,
  { bucket, ledger, reprocessId }: WaitOptions,
): Promise<void> {
  for (let start = 0; start < open.length; start += keysPerRead) {
    const page = open.slice(start, start + keysPerRead);
    const items = await ledger.read(page.map(({ key, versionId }) => versionKey(bucket, key, versionId)));
    const byId = new Map(items.map(item => [`${item.partition}\n${item.sort}`, item]));
    for (const one of page) {
      const { partition, sort } = versionKey(bucket, one.key, one.versionId);
      const item = byId.get(`${partition}\n${sort}`);
      if (item?.kind !== 'version' || !counts(item, reprocessId)) continue;
      found.set(one, { outcome: item.outcome, reasonCodes: item.reasonCodes });
    }
  }
}

const counts = (item: VersionItem, reprocessId: string | undefined): boolean =>
  reprocessId === undefined || item.reprocessId === reprocessId;

/** A newer version that has its outcome closes the older ones: their events will be skipped, whenever they come. */
async function markSuperseded<Asked extends ObjectVersion>(
  open: readonly Asked[],
  found: Found<Asked>,
  { bucket, objects, ledger }: WaitOptions,
): Promise<void> {
  for (const one of open.filter(candidate => !found.has(candidate)).slice(0, keysPerRead)) {
    const current = await objects.head({ bucket, key: one.key });
    if (!current || current.versionId === one.versionId) continue;
    const [newer] = await ledger.read([versionKey(bucket, one.key, current.versionId)]);
    if (newer) found.set(one, { outcome: 'superseded', reasonCodes: [] });
  }
}

export const wallClock: WaitClock = {
  nowMs: () => Date.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};
