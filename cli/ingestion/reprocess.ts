import type { RedriveMessage } from '../../lambdas/contracts/ingestion';
import type { MessageQueue } from '../../lambdas/ports/message-queue';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { mapInOrder } from './in-order';
import type { ReasonRecord } from './quarantine-records';
import type { ObjectVersion } from './wait-for-outcomes';

export interface ReprocessRequest {
  /** One for all objects of a request: the ledger takes each version once per request. */
  readonly reprocessId: string;
  /** Who asks, for the message. */
  readonly why: string;
}

export interface Reprocessed {
  readonly sent: readonly ObjectVersion[];
  readonly skipped: readonly { readonly path: string; readonly why: string }[];
}

const headsInFlight = 16;

/**
 * Asks for another look, under today's limits, at the versions that the records are about.
 * Versions that a newer upload replaced stay where they are (an acceptance would put the older bytes over the newer), and
 * so do those that intake no longer holds.
 */
export async function reprocess(
  records: readonly ReasonRecord[],
  { reprocessId, why }: ReprocessRequest,
  effects: { readonly objects: Pick<ObjectStore, 'head'>; readonly queue: MessageQueue },
): Promise<Reprocessed> {
  const sent: ObjectVersion[] = [];
  const skipped: { path: string; why: string }[] = [];
  const bodies: string[] = [];
  const check = async (record: ReasonRecord) => ({ record, problem: await problemOf(record, effects.objects) });
  for await (const { record, problem } of mapInOrder(distinct(records), headsInFlight, check)) {
    const { bucket, key, versionId, day } = record;
    if (problem !== undefined) {
      skipped.push({ path: key, why: problem });
      continue;
    }
    const time = `${day}T00:00:00Z`;
    const message: RedriveMessage = { source: 'everloop.redrive', bucket, key, versionId, reprocessId, why, time };
    bodies.push(JSON.stringify(message));
    sent.push({ key, versionId });
  }
  await effects.queue.send(bodies);
  return { sent, skipped };
}

function distinct(records: readonly ReasonRecord[]): ReasonRecord[] {
  return [...new Map(records.map(record => [`${record.versionId}\n${record.key}`, record])).values()];
}

async function problemOf(record: ReasonRecord, objects: Pick<ObjectStore, 'head'>): Promise<string | undefined> {
  const { bucket, key, versionId } = record;
  const current = await objects.head({ bucket, key });
  if (current?.versionId === versionId) return undefined;
  if (current) return 'a newer version was uploaded';
  const itself = await objects.head({ bucket, key, versionId });
  return itself ? undefined : 'intake no longer holds it: release it, or upload it again';
}
