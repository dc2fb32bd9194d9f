import { predictionReason } from '../../contracts/prediction-reasons';
import type { AnsweringModel, PredictionRecord } from '../../contracts/prediction-record';
import { readModelAttributes } from '../../domain/predictions/model-attributes';
import { longestBody, type PackedRequest } from '../../domain/predictions/pack-requests';
import { type ItemAnswer, readAnswers, readRefusal } from '../../domain/predictions/read-answers';
import type { Clock } from '../../ports/clock';
import type { Endpoints, Invocation } from '../../ports/endpoints';
import type { PreparedImage } from './prepare-image';

export interface PredictEffects {
  readonly endpoints: Endpoints;
  readonly clock: Clock;
  /** Name of a workload's production endpoint. */
  readonly endpointOf: (workload: string) => string;
  /** The loop in which a version was made; null when nothing tells. */
  readonly correlationOf: (modelPackageArn: string) => Promise<string | null>;
}

export interface Predicted {
  readonly image: PreparedImage;
  readonly record: PredictionRecord;
}

/**
 * Asks the endpoint for one pack of images of a workload; `absent` when there is none, `async` when it answers by files only.
 * @param pack its signal ends the call
 * @throws to try again later
 */
export async function predictPack(
  workload: string,
  pack: PackedRequest<PreparedImage> & Pick<Invocation, 'signal'>,
  effects: PredictEffects,
): Promise<readonly Predicted[] | 'absent' | 'async'> {
  const { items, ...request } = pack;
  const started = effects.clock.now();
  const invoked = await effects.endpoints.invoke({ endpointName: effects.endpointOf(workload), ...request });
  if (invoked.kind === 'absent' || invoked.kind === 'async') return invoked.kind;
  const ended = effects.clock.now();
  // Which of several images it was that the container refused, only a call with one of them can tell.
  if (invoked.kind === 'refused' && items.length > 1) {
    throw new Error(
      `endpoint answer: body must be taken, got status ${invoked.status}: ${invoked.message.slice(0, 300)}`,
    );
  }
  const classes = items[0]?.plan.classes ?? [];
  const answers: readonly ItemAnswer[] =
    invoked.kind === 'refused'
      ? [readRefusal(invoked.status, invoked.message)]
      : readAnswers(invoked.body, items.length, classes);
  const model = readModelAttributes(invoked.kind === 'answered' ? invoked.attributes : '');
  const correlationId = model.modelPackageArn === null ? null : await effects.correlationOf(model.modelPackageArn);
  const call = { milliseconds: ended.getTime() - started.getTime(), itemsInCall: items.length };
  const predictedAt = ended.toISOString();
  return items.map((image, at) => {
    const answer = answers[at] as ItemAnswer;
    return { image, record: recordOf(image, { answer, model, correlationId, call, predictedAt }) };
  });
}

/** The record of an image that no endpoint would take. */
export function refuseBySize(image: PreparedImage, clock: Clock): Predicted {
  const message = `endpoint request: image must be at most ${longestBody} bytes, got ${image.sizeBytes}`;
  const answer = { kind: 'refused', ...predictionReason('TOO_LARGE_FOR_ENDPOINT', message) } as const;
  const call = { milliseconds: 0, itemsInCall: 0 };
  const made = { answer, model: readModelAttributes(''), correlationId: null, call };
  return { image, record: recordOf(image, { ...made, predictedAt: clock.now().toISOString() }) };
}

interface Made {
  readonly answer: ItemAnswer;
  readonly model: AnsweringModel;
  readonly correlationId: string | null;
  readonly call: { readonly milliseconds: number; readonly itemsInCall: number };
  readonly predictedAt: string;
}

export function recordOf(
  image: PreparedImage,
  { answer, model, correlationId, call, predictedAt }: Made,
): PredictionRecord {
  const { record, message, inferenceId, curatedVersion, plan } = image;
  const { workload, key, versionId: sourceVersion } = record;
  const scored = answer.kind === 'scored' ? answer : null;
  return {
    schemaVersion: 1,
    inferenceId,
    workload,
    key,
    sourceVersion,
    curatedVersion,
    featuresKey: message.recordKey,
    ...model,
    correlationId,
    label: scored?.label ?? null,
    score: scored?.score ?? null,
    probabilities: scored?.probabilities ?? null,
    forReview: scored !== null && scored.score < plan.policy.reviewBelow,
    refusal: answer.kind === 'refused' ? refusalOf(answer) : null,
    features: record.numbers,
    ...call,
    arrivedAt: record.judgedAt,
    predictedAt,
  };
}

function refusalOf({ code, message }: Extract<ItemAnswer, { kind: 'refused' }>) {
  if (code === 'TOO_LARGE_FOR_ENDPOINT') return { code, message };
  return { code: 'REFUSED_BY_MODEL', message: `${code}: ${message}` };
}
