import type { PredictionRequest } from '../../../contracts/prediction-messages';
import { type HandedOver, handOverSchema, plannedImageSchema } from '../../../contracts/transform-backfill';
import { mapInFlight } from '../../../domain/in-flight';
import { answerKey, partKeys } from '../../../domain/predictions/transform/part-keys';
import type { MessageQueue } from '../../../ports/message-queue';
import type { ObjectStore } from '../../../ports/object-store';
import { listAll } from '../../training/read-all';

export interface HandOverEffects {
  readonly objects: ObjectStore;
  readonly queue: MessageQueue;
  readonly curatedBucket: string;
  readonly predictionsBucket: string;
}

/** SQS takes ten messages in a call. */
const messagesInCall = 10;
const callsInFlight = 8;

/**
 * Sends each answer of a part on the way that any prediction goes: one message an image, to "Classify batch". What a
 * failed job has answered counts too. Twice is as good as once: the ledger knows what is done.
 */
export function createHandOverAnswers(effects: HandOverEffects): (event: unknown) => Promise<HandedOver> {
  const { objects, queue, predictionsBucket, curatedBucket: bucket } = effects;
  return async event => {
    const { run, part } = handOverSchema.parse(event);
    const at = partKeys(run, part.number);
    const stored = await objects.get({ bucket: predictionsBucket, key: at.plan });
    if (!stored) {
      throw new Error(`backfill: part ${part.number} must have its plan, got none at ${at.plan}; start it anew`);
    }
    const text = new TextDecoder().decode(stored.bytes);
    const planned = text.split('\n').map(line => plannedImageSchema.parse(JSON.parse(line)));
    const listed = await listAll({ objects, bucket: predictionsBucket }, at.answers);
    const there = new Set(listed.map(({ key }) => key));
    const bodies = planned.flatMap(({ key, version, record }) => {
      const answer = { key: answerKey(at.answers, key), version };
      if (!there.has(answer.key)) return [];
      const again = run.again !== undefined && { again: run.again };
      const request: PredictionRequest = { source: 'everloop.prediction', bucket, key: record, answer, ...again };
      return [JSON.stringify(request)];
    });
    const calls = Array.from({ length: Math.ceil(bodies.length / messagesInCall) }, (_, call) =>
      bodies.slice(call * messagesInCall, (call + 1) * messagesInCall),
    );
    await mapInFlight(calls, callsInFlight, call => queue.send(call));
    return { answered: bodies.length, unanswered: planned.length - bodies.length };
  };
}
