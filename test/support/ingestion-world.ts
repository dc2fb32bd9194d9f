import everloopConfig from '../../everloop.config';
import { MemoryJournal } from '../../lambdas/adapters/memory/counting-journal';
import { MemoryLedgerStore } from '../../lambdas/adapters/memory/ledger-store';
import { MemoryMessageQueue } from '../../lambdas/adapters/memory/message-queue';
import { MemoryObjectStore } from '../../lambdas/adapters/memory/object-store';
import { decodeShrunk } from '../../lambdas/adapters/sharp-decoder';
import type { QueueRecord } from '../../lambdas/contracts/ingestion';
import { createImageValidator } from '../../lambdas/domain/images/validate-image';
import { createGate } from '../../lambdas/domain/weighted-gate';
import { judgesFor } from '../../lambdas/handlers/ingestion/judges';
import { Ledger } from '../../lambdas/handlers/ingestion/ledger';
import { createPlaceBatch } from '../../lambdas/handlers/ingestion/place-batch';
import { createReconcile } from '../../lambdas/handlers/ingestion/reconcile';
import { createValidateBatch } from '../../lambdas/handlers/ingestion/validate-batch';
import { contractsOf } from '../../lib/config/contracts-of';

export const intake = 'intake';
export const curated = 'curated';
export const quarantine = 'quarantine';

/** The ingestion functions over memory: everything but AWS is the real thing. */
export function ingestionWorld() {
  const objects = new MemoryObjectStore();
  const store = new MemoryLedgerStore();
  const queue = new MemoryMessageQueue();
  const journal = new MemoryJournal();
  const contracts = contractsOf(everloopConfig);
  let nowMs = Date.UTC(2026, 0, 2);
  let tokens = 0;
  const clock = { now: () => new Date(nowMs) };
  const ledger = new Ledger(store, clock, { next: () => `token-${++tokens}` });
  const judgeOf = judgesFor(contracts, createImageValidator({ decode: decodeShrunk }));
  const buckets = { curated, quarantine };
  const memory = createGate(1024);
  const validate = createValidateBatch({ objects, ledger, contracts, judgeOf, today: clock.now, memory, journal });
  const place = createPlaceBatch({ objects, ledger, contracts, clock, buckets, journal });
  const reconcile = createReconcile({ objects, store, queue, clock, journal, intakeBucket: intake });
  return {
    objects,
    store,
    queue,
    journal,
    ledger,
    validate,
    place,
    reconcile,
    pass: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    run: async (records: readonly QueueRecord[]) => place(await validate({ records })),
  };
}

let sequence = 0;

/** Puts an object into intake and returns the message that S3 would cause. */
export async function arrive(
  world: ReturnType<typeof ingestionWorld>,
  key: string,
  bytes: Uint8Array,
): Promise<QueueRecord> {
  await world.objects.put({ bucket: intake, key }, { bytes, contentType: 'image/jpeg' });
  const head = await world.objects.head({ bucket: intake, key });
  sequence += 1;
  return record(`message-${sequence}`, {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-01-01T00:00:00Z',
    detail: {
      bucket: { name: intake },
      object: {
        key,
        size: bytes.length,
        'version-id': head?.versionId,
        sequencer: sequence.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  });
}

export const record = (messageId: string, body: unknown): QueueRecord => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
