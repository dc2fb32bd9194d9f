import { intakePrefixes, recordPrefixes } from '../../lambdas/contracts/key-layout';
import type { PredictionRequest } from '../../lambdas/contracts/prediction-messages';
import { mapInFlight } from '../../lambdas/domain/in-flight';
import { parseArrivalRecord } from '../../lambdas/domain/predictions/arrival-record';
import type { MessageQueue } from '../../lambdas/ports/message-queue';
import type { ObjectStore } from '../../lambdas/ports/object-store';

export interface BackfillOptions {
  readonly workload: string;
  /** Of the keys behind `incoming/<workload>/`; all when empty. */
  readonly prefix: string;
  /** Classifies what was classified already, once for each such id. */
  readonly again?: string | undefined;
}

export interface BackfillEffects {
  readonly objects: Pick<ObjectStore, 'list' | 'get'>;
  readonly curatedBucket: string;
  readonly queue: MessageQueue;
  readonly signal: AbortSignal;
  readonly onProgress: (asked: number) => void;
}

const readsInFlight = 32;

/**
 * Asks for a prediction of every curated, unlabelled image below a prefix, the way that an arrival does: what has its
 * prediction is left alone by the ledger. Page by page, since there may be millions. @returns how many it asked for
 */
export async function backfillPredictions(options: BackfillOptions, effects: BackfillEffects): Promise<number> {
  const { objects, curatedBucket: bucket, queue, signal } = effects;
  const wanted = `${intakePrefixes.incoming}${options.workload}/${options.prefix}`;
  let asked = 0;
  let token: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await objects.list(bucket, `${recordPrefixes.features}${options.workload}/`, token);
    const found = await mapInFlight(page.keys, readsInFlight, async ({ key }) => {
      const stored = await objects.get({ bucket, key });
      return stored && imageOf(stored.bytes)?.startsWith(wanted) ? key : null;
    });
    const bodies = found.flatMap(key => (key === null ? [] : [bodyOf(bucket, key, options.again)]));
    await queue.send(bodies);
    asked += bodies.length;
    effects.onProgress(asked);
    token = page.next;
  } while (token !== undefined);
  return asked;
}

const imageOf = (bytes: Uint8Array): string | null => parseArrivalRecord(new TextDecoder().decode(bytes)).key;

function bodyOf(bucket: string, key: string, again: string | undefined): string {
  const request: PredictionRequest = {
    source: 'everloop.prediction',
    bucket,
    key,
    ...(again !== undefined && { again }),
  };
  return JSON.stringify(request);
}
