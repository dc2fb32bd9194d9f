import { sourceVersionMetadata } from '../../contracts/key-layout';
import type { FeedbackMessage } from '../../contracts/label-messages';
import type { ClassPlan, PredictionPlans } from '../../contracts/prediction-plan';
import type { PredictionRecord } from '../../contracts/prediction-record';
import type { QueuedEvent } from '../../contracts/queued-events';
import { sniffContent } from '../../domain/images/sniff-content';
import type { ClaimRequest } from '../../domain/ingestion/claim';
import { type ArrivalRecord, parseArrivalRecord } from '../../domain/predictions/arrival-record';
import { inferenceIdOf } from '../../domain/predictions/inference-id';
import { feedbackRest } from '../../domain/predictions/labels/label-keys';
import { longestBody } from '../../domain/predictions/pack-requests';
import { predictionKey } from '../../domain/predictions/prediction-items';
import { incomingRest } from '../../domain/predictions/prediction-keys';
import { type PredictionMessage, parsePredictionMessage } from '../../domain/predictions/prediction-message';
import type { LedgerStore } from '../../ports/ledger-store';
import type { MessageQueue } from '../../ports/message-queue';
import type { ObjectStore } from '../../ports/object-store';
import type { HeldClaim, Ledger } from '../ingestion/ledger';

export interface PrepareEffects {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly store: LedgerStore;
  readonly plans: PredictionPlans;
  /** Takes labels that came as examples. */
  readonly labelQueue: MessageQueue;
}

/** A claimed image with all that a prediction needs. */
export interface PreparedImage {
  readonly messageId: string;
  readonly message: PredictionMessage;
  readonly record: ArrivalRecord;
  /** Of the key, behind `incoming/<workload>/`. */
  readonly rest: string;
  readonly plan: ClassPlan;
  readonly inferenceId: string;
  readonly claim: ClaimRequest & { readonly token: string; readonly attempt: number; readonly held: HeldClaim };
  /** A prediction that an earlier try made: only its effects are left to do. */
  readonly known: PredictionRecord | null;
  readonly curatedVersion: string;
  readonly contentType: string;
  /** Empty when the image is too large for an endpoint. */
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Goes to the endpoint alone: what failed in company may be what its company failed by. */
  readonly isRetried: boolean;
}

export type Preparation =
  | { readonly kind: 'ready'; readonly image: PreparedImage }
  | { readonly kind: 'skipped'; readonly key: string; readonly why: 'not-incoming' | SkipWhy };

type SkipWhy = 'duplicate' | 'superseded' | 'vanished';

/** The key is in work elsewhere; the message comes back after its visibility timeout. */
export class ImageInWorkError extends Error {
  override readonly name = 'ImageInWorkError';
}

/** Claims one image and reads it. @throws to send the message back; the claim is freed first */
export async function prepareImage(event: QueuedEvent, effects: PrepareEffects): Promise<Preparation> {
  const message = parsePredictionMessage(event.body);
  const stored = await effects.objects.get({ bucket: message.bucket, key: message.recordKey });
  if (!stored) return { kind: 'skipped', key: message.recordKey, why: 'vanished' };
  const record = parseArrivalRecord(new TextDecoder().decode(stored.bytes));
  const { workload, key, versionId } = record;
  const plan = Object.hasOwn(effects.plans, workload) ? effects.plans[workload] : undefined;
  const rest = incomingRest(workload, key);
  if (plan?.kind !== 'classes' || rest === null) {
    await passFeedback(message.bucket, record, effects);
    return { kind: 'skipped', key, why: 'not-incoming' };
  }
  const { again } = message;
  const request = { bucket: message.bucket, key, versionId, owner: event.messageId };
  const asked = { ...request, ...(again !== undefined && { reprocessId: again }) };
  const claimed = await effects.ledger.claim(asked);
  if (claimed.kind === 'busy')
    throw new ImageInWorkError(`ledger: ${key} must be free, got a lease by another message`);
  if (claimed.kind !== 'claimed') return { kind: 'skipped', key, why: claimed.kind };
  const { token, attempt, held } = claimed;
  const claim = { ...asked, token, attempt, held };
  const isRetried = Number(event.attributes?.ApproximateReceiveCount ?? 1) > 1;
  try {
    return await readImage({ messageId: event.messageId, message, record, rest, plan, claim, isRetried }, effects);
  } catch (error) {
    await effects.ledger.release(claim);
    throw error;
  }
}

/** An example in a folder of feedback may answer a prediction; of one that was made of a label nobody is told. */
async function passFeedback(bucket: string, record: ArrivalRecord, { labelQueue }: PrepareEffects): Promise<void> {
  const { workload, key, versionId, label, judgedAt: at } = record;
  const rest = label === undefined ? null : feedbackRest(workload, label, key);
  if (label === undefined || rest === null) return;
  const told: FeedbackMessage = { source: 'everloop.feedback', workload, bucket, key, versionId, label, rest, at };
  await labelQueue.send([JSON.stringify(told)]);
}

type Claimed = Pick<PreparedImage, 'messageId' | 'message' | 'record' | 'rest' | 'plan' | 'claim' | 'isRetried'>;

/**
 * Under the lease nobody else places a version of this key: what lies in the bucket now is newest. A version that is no
 * longer there was replaced, and the record of its successor has come or will come.
 */
async function readImage(claimed: Claimed, effects: PrepareEffects): Promise<Preparation> {
  const { record, claim, message } = claimed;
  const { workload, key, versionId: sourceVersion } = record;
  const current = { bucket: message.bucket, key };
  // What was never measured may be of any size: bytes are read when they are known to be few.
  const known = record.sizeBytes ?? (await effects.objects.head(current))?.sizeBytes ?? 0;
  const isTooLarge = known > longestBody;
  const head = isTooLarge ? await effects.objects.head(current) : null;
  const object = isTooLarge ? head && { ...head, bytes: new Uint8Array() } : await effects.objects.get(current);
  const isCurrent = object?.metadata[sourceVersionMetadata] === sourceVersion;
  if (!object || !isCurrent) {
    const why = object ? 'superseded' : 'vanished';
    await effects.ledger.complete(claim, { outcome: why });
    return { kind: 'skipped', key, why };
  }
  const inferenceId = inferenceIdOf({ workload, key, sourceVersion, again: message.again });
  // What was never claimed before was never predicted.
  const [found] = claim.attempt > 1 ? await effects.store.read([predictionKey(inferenceId)]) : [];
  const { bytes, sizeBytes, metadata, versionId: curatedVersion } = object;
  const image: PreparedImage = {
    ...claimed,
    inferenceId,
    known: found?.kind === 'prediction' ? found.record : null,
    curatedVersion,
    contentType: mediaTypeOf(bytes),
    bytes: sizeBytes > longestBody ? new Uint8Array() : bytes,
    sizeBytes,
    metadata,
  };
  return { kind: 'ready', image };
}

/** By content: what a sender called it was never checked. */
function mediaTypeOf(bytes: Uint8Array): string {
  const content = sniffContent(bytes);
  return content.kind === 'image' ? `image/${content.format}` : 'application/octet-stream';
}
