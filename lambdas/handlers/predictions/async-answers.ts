import { answerSeconds } from '../../contracts/classification-times';
import type { Asked } from '../../contracts/prediction-messages';
import { inputUri, keyOfLocation } from '../../domain/predictions/answer-keys';
import { ModelFaultError } from '../../ports/endpoints';
import type { ObjectStore, StoredObject } from '../../ports/object-store';
import type { PredictEffects, Predicted } from './predict';
import { type AnswerEffects, readStoredAnswer } from './predict-from-answer';
import type { PreparedImage } from './prepare-image';

export interface AskEffects extends Pick<PredictEffects, 'endpoints' | 'endpointOf' | 'clock'> {
  readonly predictionsBucket: string;
}

export interface LookEffects extends AnswerEffects, Pick<PredictEffects, 'clock'> {
  readonly objects: Pick<ObjectStore, 'get'>;
}

/** Requests for one image that may fail, before only people send it back. */
const mostAsks = 3;
/** The container looks at the bytes, and says in its answer what it refuses. */
const anyImage = 'application/x-image';

/**
 * Whether an asynchronous endpoint works at the very bytes that lie in the bucket. An image that was copied once more
 * meanwhile is asked for anew: nothing tells which copy the endpoint read.
 */
export const isAsked = ({ known, message, curatedVersion }: PreparedImage): boolean =>
  known === null && message.asked?.version === curatedVersion;

export interface Ask {
  /** Of earlier requests for the image. */
  readonly failures: number;
  /** Ends the call. */
  readonly signal: AbortSignal;
}

/** Asks an asynchronous endpoint for an image. @throws to try again later */
export async function askByFile(
  image: PreparedImage,
  { failures, signal }: Ask,
  { endpoints, endpointOf, predictionsBucket, clock }: AskEffects,
): Promise<Asked | 'absent' | 'direct'> {
  const { message, record, inferenceId, curatedVersion: version } = image;
  const { workload, key } = record;
  const invoked = await endpoints.invokeAsync({
    endpointName: endpointOf(workload),
    contentType: anyImage,
    inputUri: inputUri(message.bucket, key),
    inferenceId,
    signal,
  });
  if (invoked.kind !== 'pending') return invoked.kind;
  const place = { bucket: predictionsBucket, workload };
  const answerKey = keyOfLocation(invoked.answerUri, place);
  const failureKey = keyOfLocation(invoked.failureUri, place);
  return { answerKey, failureKey, version, at: clock.now().toISOString(), failures };
}

export type Looked =
  | { readonly kind: 'predicted'; readonly predicted: Predicted }
  /** Nothing is there yet. */
  | { readonly kind: 'pending'; readonly isLate: boolean }
  | { readonly kind: 'ask-anew'; readonly failures: number };

/**
 * Looks whether the endpoint has answered. A fault counts a try, like that of a direct call, and the next try asks anew;
 * after some of them it asks no more, so that the message ends among the dead letters. One that people send back from
 * there when the request is old begins from the start.
 * @throws Error for a fault, to try again later
 */
export async function lookForAnswer(image: PreparedImage, asked: Asked, effects: LookEffects): Promise<Looked> {
  const bucket = effects.predictionsBucket;
  const age = (effects.clock.now().getTime() - Date.parse(asked.at)) / 1000;
  const answer = await effects.objects.get({ bucket, key: asked.answerKey });
  const failure = answer ? null : await effects.objects.get({ bucket, key: asked.failureKey });
  const { failures } = asked;
  if (!answer && !failure) {
    if (age >= answerSeconds.lost) return { kind: 'ask-anew', failures };
    return { kind: 'pending', isLate: age >= answerSeconds.late };
  }
  try {
    if (!answer) throw modelFault(image, failure);
    return { kind: 'predicted', predicted: await readStoredAnswer(image, answer, effects) };
  } catch (error) {
    const isLast = failures + 1 >= mostAsks;
    if (image.isRetried && !isLast) return { kind: 'ask-anew', failures: failures + 1 };
    if (!image.isRetried && isLast && age >= answerSeconds.lost) return { kind: 'ask-anew', failures: 0 };
    throw error;
  }
}

function modelFault({ record }: PreparedImage, failure: StoredObject | null): ModelFaultError {
  const got = new TextDecoder().decode(failure?.bytes).slice(0, 300);
  return new ModelFaultError(
    `endpoint of ${record.workload}: its container must answer, got a failure: ${got}; look at its log`,
  );
}
