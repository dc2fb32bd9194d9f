import type { RedriveMessage } from '../../contracts/ingestion';
import { validatedPrefixes } from '../../contracts/key-layout';
import { allWorkloads, ingestionMetrics } from '../../contracts/metrics';
import { type CursorItem, cursorKey, headKey, type LedgerItem, versionKey } from '../../domain/ingestion/ledger-items';
import { isLost } from '../../domain/ingestion/lost-objects';
import type { Clock } from '../../ports/clock';
import type { IngestionJournal } from '../../ports/ingestion-journal';
import type { LedgerStore } from '../../ports/ledger-store';
import type { MessageQueue } from '../../ports/message-queue';
import type { ListedKey, ObjectStore } from '../../ports/object-store';

export interface ReconcileEffects {
  readonly objects: ObjectStore;
  readonly store: LedgerStore;
  readonly queue: MessageQueue;
  readonly clock: Clock;
  readonly journal: IngestionJournal;
  readonly intakeBucket: string;
}

export interface ReconcileResult {
  readonly listed: number;
  readonly redriven: number;
  /** False when the time ran out: the next run goes on where this one stopped. */
  readonly complete: boolean;
}

/** DynamoDB reads 100 items in one call. */
const keysPerRead = 100;

/**
 * Compares the intake bucket with the ledger and sends again what has no outcome: events that S3 or EventBridge lost,
 * messages that somebody purged. S3 promises events at least once, but nobody promises our queue was there.
 *
 * Life cycle: daily; resumes from a cursor in the ledger; harmless at any time, since the ledger drops duplicates.
 */
export function createReconcile(effects: ReconcileEffects) {
  return async (hasTime: () => boolean): Promise<ReconcileResult> => {
    let listed = 0;
    let redriven = 0;
    let cursor = await readCursor(effects.store);
    while (cursor.prefixIndex < validatedPrefixes.length) {
      if (!hasTime()) {
        await effects.store.write([{ item: cursor }]);
        return { listed, redriven, complete: false };
      }
      const prefix = validatedPrefixes[cursor.prefixIndex] ?? '';
      const page = await effects.objects.list(effects.intakeBucket, prefix, cursor.token);
      listed += page.keys.length;
      redriven += await redriveLost(page.keys, effects);
      cursor = cursorAfter(cursor, page.next);
    }
    await effects.store.write([{ item: firstCursor }]);
    effects.journal.note('reconciled', { listed, redriven });
    effects.journal.count(allWorkloads, ingestionMetrics.redriven, redriven);
    effects.journal.flush();
    return { listed, redriven, complete: true };
  };
}

async function redriveLost(keys: readonly ListedKey[], effects: ReconcileEffects): Promise<number> {
  const lost: ListedKey[] = [];
  for (let start = 0; start < keys.length; start += keysPerRead) {
    lost.push(...(await findLost(keys.slice(start, start + keysPerRead), effects)));
  }
  const bodies = lost.map(({ key }) => {
    const message: RedriveMessage = {
      source: 'everloop.redrive',
      bucket: effects.intakeBucket,
      key,
      why: 'reconciler',
    };
    return JSON.stringify(message);
  });
  await effects.queue.send(bodies);
  return lost.length;
}

async function findLost(keys: readonly ListedKey[], effects: ReconcileEffects): Promise<readonly ListedKey[]> {
  const { store, intakeBucket } = effects;
  const heads = byPartition(await store.read(keys.map(({ key }) => headKey(intakeBucket, key))));
  const versionKeys = [...heads.values()].flatMap(head =>
    head.kind === 'head' ? [{ partition: head.partition, sort: `version#${head.versionId}` }] : [],
  );
  const versions = byPartition(versionKeys.length > 0 ? await store.read(versionKeys) : []);
  const nowMs = effects.clock.now().getTime();
  return keys.filter(listed => {
    const { partition } = versionKey(intakeBucket, listed.key, '');
    return isLost(listed, { head: heads.get(partition), version: versions.get(partition) }, nowMs);
  });
}

const byPartition = (items: readonly LedgerItem[]) => new Map(items.map(item => [item.partition, item]));

const firstCursor: CursorItem = { ...cursorKey, kind: 'cursor', revision: 0, prefixIndex: 0 };

async function readCursor(store: LedgerStore): Promise<CursorItem> {
  const [item] = await store.read([cursorKey]);
  return item?.kind === 'cursor' ? item : firstCursor;
}

const cursorAfter = ({ prefixIndex }: CursorItem, token: string | undefined): CursorItem =>
  token === undefined ? { ...firstCursor, prefixIndex: prefixIndex + 1 } : { ...firstCursor, prefixIndex, token };
