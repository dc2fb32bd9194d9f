import { allWorkloads, type PredictionMetric, predictionMetrics } from '../../contracts/metrics';
import type { Asked, PredictionRequest } from '../../contracts/prediction-messages';
import type { FailedEvents, QueuedEvent, QueuedEvents } from '../../contracts/queued-events';
import { mapInFlight } from '../../domain/in-flight';
import { type PackedRequest, packRequests } from '../../domain/predictions/pack-requests';
import { waitSeconds } from '../../domain/predictions/wait-delay';
import type { CountingJournal } from '../../ports/counting-journal';
import type { LookCaller } from '../../ports/look-caller';
import type { MessageQueue } from '../../ports/message-queue';
import { failureOf } from '../ingestion/failure';
import { askByFile, isAsked, lookForAnswer } from './async-answers';
import { type PlacePredictionEffects, placePrediction } from './place-prediction';
import { type PredictEffects, type Predicted, predictPack, refuseBySize } from './predict';
import { isAnswered, predictFromAnswer } from './predict-from-answer';
import { type PreparedImage, type PrepareEffects, prepareImage } from './prepare-image';

export interface ClassifyEffects extends PrepareEffects, PredictEffects, PlacePredictionEffects {
  /** The queue that the messages come from. */
  readonly queue: MessageQueue;
  /** Who is told of predictions. */
  readonly looks: Pick<LookCaller, 'predicted'>;
  /** How long an image waits for its endpoint at most before it is looked at again. */
  readonly longestWaitSeconds: number;
  /** Begins when a batch does; asking must leave time to place what was answered. */
  readonly askingEnds: () => AbortSignal;
  readonly journal: CountingJournal<PredictionMetric>;
}

/** Images are small and S3 is far: a few at a time hide the way. */
const imagesInFlight = 10;
const packsInFlight = 2;
const imagesInPack = 16;

/**
 * "Classify batch": each validated, unlabelled image ends in the folder of its class, exactly once in effect.
 *
 *   claim ─► read ─► ask the endpoint, many at once ─► keep the prediction ─► copy, record ─► outcome
 *                       │             ├─ or read what a transform job answered
 *                       │             └─ or ask an asynchronous endpoint, and look for its answer later
 *                       └─ no endpoint, or no time: back to the queue as a new message that waits; it counts no try
 *
 * Each pack is placed when it is answered: one that hangs holds up no other, and loses no answer that was paid for.
 * What fails otherwise goes back by its own message and, after its tries, to the dead-letter queue.
 */
export function createClassifyBatch(effects: ClassifyEffects) {
  return async ({ Records }: QueuedEvents): Promise<FailedEvents> => {
    const signal = effects.askingEnds();
    const prepared = await mapInFlight(Records, imagesInFlight, event => attemptPrepare(event, effects));
    const images = prepared.flatMap(one => (one.kind === 'ready' ? [one.image] : []));
    const known = images.flatMap(image => withoutModel(image, effects));
    const failed = [
      ...prepared.flatMap(one => (one.kind === 'failed' ? [one.messageId] : [])),
      ...(await placeAll(known, effects)),
      ...(await mapInFlight(images.filter(isGiven), imagesInFlight, image => attemptAnswer(image, effects))).flat(),
      ...(
        await mapInFlight(images.filter(isByFile), imagesInFlight, image => attemptByFile({ image, signal }, effects))
      ).flat(),
      ...(
        await mapInFlight(packsOf(images.filter(needsModel)), packsInFlight, pack =>
          attemptPack({ ...pack, signal }, effects),
        )
      ).flat(),
    ];
    effects.journal.flush();
    return { batchItemFailures: failed.map(itemIdentifier => ({ itemIdentifier })) };
  };
}

const isTooLarge = ({ sizeBytes, bytes }: PreparedImage): boolean => sizeBytes > bytes.length;
const isGiven = (image: PreparedImage): boolean => isAnswered(image) && !isTooLarge(image);
const isOpen = (image: PreparedImage): boolean => image.known === null && !isTooLarge(image) && !isAnswered(image);
const isByFile = (image: PreparedImage): boolean =>
  isOpen(image) && (isAsked(image) || image.plan.endpoint === 'async');
const needsModel = (image: PreparedImage): boolean => isOpen(image) && !isByFile(image);

function withoutModel(image: PreparedImage, { clock }: ClassifyEffects): Predicted[] {
  if (image.known !== null) return [{ image, record: image.known }];
  return isTooLarge(image) ? [refuseBySize(image, clock)] : [];
}

type Pack = PackedRequest<PreparedImage> & { readonly workload: string };

/** By workload; what was tried before goes alone. */
function packsOf(images: readonly PreparedImage[]): Pack[] {
  const workloads = [...new Set(images.map(({ record }) => record.workload))];
  return workloads.flatMap(workload => {
    const own = images.filter(({ record }) => record.workload === workload);
    const alone = packRequests(
      own.filter(({ isRetried }) => isRetried),
      1,
    );
    const together = packRequests(
      own.filter(({ isRetried }) => !isRetried),
      imagesInPack,
    );
    return [...alone, ...together].map(pack => ({ ...pack, workload }));
  });
}

async function attemptPrepare(event: QueuedEvent, effects: ClassifyEffects) {
  try {
    const preparation = await prepareImage(event, effects);
    if (preparation.kind === 'skipped') effects.journal.note('skipped', { key: preparation.key, why: preparation.why });
    return preparation;
  } catch (error) {
    await noteFailure(event.messageId, error, effects);
    return { kind: 'failed', messageId: event.messageId } as const;
  }
}

type TimedPack = Pack & { readonly signal: AbortSignal };

/**
 * The configuration says how an endpoint is asked; until its next release it may be of the other kind, and is asked so.
 * What no call was left time for did nothing wrong: it waits like what has no endpoint.
 * @returns failed message ids
 */
async function attemptPack({ workload, ...pack }: TimedPack, effects: ClassifyEffects): Promise<readonly string[]> {
  try {
    const predicted = pack.signal.aborted ? 'no-time' : await predictPack(workload, pack, effects);
    if (typeof predicted !== 'string') return await placeAll(predicted, effects);
    if (predicted === 'async' && pack.items.every(({ plan }) => plan.endpoint === 'direct')) {
      const { signal } = pack;
      return (await mapInFlight(pack.items, imagesInFlight, image => attemptByFile({ image, signal }, effects))).flat();
    }
    await putBack({ workload, images: pack.items, why: predicted }, effects);
    return [];
  } catch (error) {
    for (const image of pack.items) await giveBack(image, error, effects);
    return pack.items.map(({ messageId }) => messageId);
  }
}

async function attemptAnswer(image: PreparedImage, effects: ClassifyEffects): Promise<readonly string[]> {
  try {
    return await placeAll([await predictFromAnswer(image, effects)], effects);
  } catch (error) {
    await giveBack(image, error, effects);
    return [image.messageId];
  }
}

interface TimedImage {
  readonly image: PreparedImage;
  readonly signal: AbortSignal;
}

/** @returns failed message ids */
async function attemptByFile({ image, signal }: TimedImage, effects: ClassifyEffects): Promise<readonly string[]> {
  const { workload } = image.record;
  const { asked: before, waits } = image.message;
  try {
    const looked = before && isAsked(image) ? await lookForAnswer(image, before, effects) : null;
    if (looked?.kind === 'predicted') return await placeAll([looked.predicted], effects);
    if (looked?.kind === 'pending') {
      await sendAnew(image, { waits, ...(before && { asked: before }) }, effects);
      if (looked.isLate) noteWaiting({ workload, images: [image], why: 'no-answer' }, effects);
      return [];
    }
    const asked = signal.aborted
      ? 'no-time'
      : await askByFile(image, { failures: looked?.failures ?? 0, signal }, effects);
    if (asked === 'direct' && image.plan.endpoint === 'async') {
      return (await Promise.all(packsOf([image]).map(pack => attemptPack({ ...pack, signal }, effects)))).flat();
    }
    if (typeof asked === 'string') await putBack({ workload, images: [image], why: asked }, effects);
    else await sendAnew(image, { waits: 0, asked }, effects);
    return [];
  } catch (error) {
    await giveBack(image, error, effects);
    return [image.messageId];
  }
}

interface Waiting {
  readonly workload: string;
  readonly images: readonly PreparedImage[];
  /** `async`, `direct`: the kind of the endpoint changed while it was asked. */
  readonly why: 'absent' | 'no-time' | 'no-answer' | 'async' | 'direct';
}

async function putBack(waiting: Waiting, effects: ClassifyEffects): Promise<void> {
  for (const image of waiting.images) await sendAnew(image, { waits: image.message.waits }, effects);
  noteWaiting(waiting, effects);
}

interface Anew {
  /** Before this one. */
  readonly waits: number;
  readonly asked?: Asked;
}

/** A new message: received again and again, the old one would end among the dead letters. */
async function sendAnew({ message, claim }: PreparedImage, { waits, asked }: Anew, effects: ClassifyEffects) {
  const { recordKey: key, bucket, again } = message;
  const delaySeconds = waitSeconds(waits, effects.longestWaitSeconds);
  const request: PredictionRequest = {
    source: 'everloop.prediction',
    bucket,
    key,
    waits: waits + 1,
    ...(again !== undefined && { again }),
    ...(asked && { asked }),
  };
  await effects.ledger.release(claim);
  await effects.queue.send([JSON.stringify(request)], { delaySeconds });
}

function noteWaiting({ workload, images, why }: Waiting, effects: ClassifyEffects): void {
  effects.journal.count(workload, predictionMetrics.waiting, images.length);
  effects.journal.note('images wait for an endpoint', {
    endpoint: effects.endpointOf(workload),
    why,
    images: images.length,
  });
}

/** @returns failed message ids */
async function placeAll(predicted: readonly Predicted[], effects: ClassifyEffects): Promise<readonly string[]> {
  const placed = await mapInFlight(predicted, imagesInFlight, one => attemptPlace(one, effects));
  return placed.filter(one => one !== null);
}

async function attemptPlace(predicted: Predicted, effects: ClassifyEffects): Promise<string | null> {
  const { messageId, record: arrival } = predicted.image;
  try {
    const { record, outcome } = await placePrediction(predicted, effects);
    const { workload } = arrival;
    if (outcome === 'placed') {
      await effects.looks.predicted(record);
      effects.journal.count(workload, predictionMetrics[record.label === null ? 'refused' : 'classified'], 1);
      if (record.forReview) effects.journal.count(workload, predictionMetrics.forReview, 1);
    }
    const { inferenceId, label, score } = record;
    effects.journal.note('predicted', { key: arrival.key, outcome, inferenceId, label, score });
    return null;
  } catch (error) {
    await giveBack(predicted.image, error, effects);
    return messageId;
  }
}

async function giveBack({ messageId, claim }: PreparedImage, error: unknown, effects: ClassifyEffects): Promise<void> {
  await noteFailure(messageId, error, effects);
  await effects.ledger.release(claim);
}

/** Kept by message id: in the dead-letter queue a message has no error. */
async function noteFailure(messageId: string, error: unknown, effects: ClassifyEffects): Promise<void> {
  const failure = failureOf(messageId, error);
  effects.journal.problem('image goes back to the queue', { ...failure });
  effects.journal.count(allWorkloads, predictionMetrics.failed, 1);
  await effects.ledger.recordError(messageId, { error: failure.error, cause: failure.cause });
}
