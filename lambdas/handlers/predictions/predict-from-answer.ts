import { readModelAttributes } from '../../domain/predictions/model-attributes';
import { readAnswers } from '../../domain/predictions/read-answers';
import { attributesOf } from '../../domain/predictions/transform/attributes-of';
import type { ObjectStore, StoredObject } from '../../ports/object-store';
import { type PredictEffects, type Predicted, recordOf } from './predict';
import type { PreparedImage } from './prepare-image';

export interface AnswerEffects extends Pick<PredictEffects, 'correlationOf'> {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly predictionsBucket: string;
}

/** An answer in S3 can't be used: another try may find it. */
export class AnswerUnusableError extends Error {
  override readonly name = 'AnswerUnusableError';
}

/**
 * Whether a transform job was asked about the very bytes that lie in the bucket. An image that was copied once more
 * meanwhile goes to the endpoint: nothing tells which copy the job read.
 */
export const isAnswered = ({ known, message, curatedVersion }: PreparedImage): boolean =>
  known === null && message.answer?.version === curatedVersion;

/**
 * The prediction that a transform job made. Its moment is that of the answer, so that a retry makes the same record.
 * @throws AnswerUnusableError, or Error for what is no answer of this workload's model
 */
export async function predictFromAnswer(image: PreparedImage, effects: AnswerEffects): Promise<Predicted> {
  const key = image.message.answer?.key ?? '';
  const stored = await effects.objects.get({ bucket: effects.predictionsBucket, key });
  if (!stored) throw unusable(`there must be one at ${key}, got none; it may be older than its bucket keeps answers`);
  return readStoredAnswer(image, stored, effects);
}

/**
 * What a transform job or an asynchronous endpoint wrote.
 * @throws AnswerUnusableError, or Error for what is no answer of this workload's model
 */
export async function readStoredAnswer(
  image: PreparedImage,
  stored: StoredObject,
  effects: Pick<AnswerEffects, 'correlationOf'>,
): Promise<Predicted> {
  const body = new TextDecoder().decode(stored.bytes);
  const [answer] = readAnswers(body, 1, image.plan.classes);
  const model = readModelAttributes(attributesOf(body));
  if (!answer || model.modelPackageArn === null)
    throw unusable(`it must say which version gave it, got ${body.slice(0, 200)}; train with this version's container`);
  const correlationId = await effects.correlationOf(model.modelPackageArn);
  const call = { milliseconds: 0, itemsInCall: 0 };
  const predictedAt = stored.lastModified.toISOString();
  return { image, record: recordOf(image, { answer, model, correlationId, call, predictedAt }) };
}

const unusable = (rest: string): AnswerUnusableError =>
  new AnswerUnusableError(`answer in S3: ${rest}, then classify the image again`);
