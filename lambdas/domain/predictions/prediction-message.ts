import * as z from 'zod/mini';
import { recordPrefixes } from '../../contracts/key-layout';
import { type Asked, type PredictionRequest, predictionRequestSchema } from '../../contracts/prediction-messages';

/** A feature record whose image is to be classified, or whose label may answer a prediction. */
export interface PredictionMessage {
  /** The curated bucket. */
  readonly bucket: string;
  readonly recordKey: string;
  readonly again?: string;
  readonly waits: number;
  /** Asked for already: see contracts/prediction-messages. */
  readonly answer?: NonNullable<PredictionRequest['answer']>;
  readonly asked?: Asked;
}

const createdEvent = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

const message = z.discriminatedUnion('source', [createdEvent, predictionRequestSchema]);

const watched = [recordPrefixes.features, recordPrefixes.feedback];

/**
 * Reads a message: the record of a validated image is written last, so that its event says that image and features are
 * there. @throws Error for anything else
 */
export function parsePredictionMessage(body: string): PredictionMessage {
  const parsed = message.safeParse(parseJson(body));
  const content = parsed.data;
  const key = content?.source === 'aws.s3' ? content.detail.object.key : content?.key;
  if (!content || key === undefined || !watched.some(prefix => key.startsWith(prefix))) {
    const rule = `must be the event of a feature record below ${watched.join(' or ')}, or a request for one`;
    throw new Error(`prediction message: body ${rule}, got ${JSON.stringify(body.slice(0, 200))}`);
  }
  if (content.source === 'aws.s3') return { bucket: content.detail.bucket.name, recordKey: key, waits: 0 };
  const { bucket, waits, again, answer, asked } = content;
  const more = { ...(again !== undefined && { again }), ...(answer && { answer }), ...(asked && { asked }) };
  return { bucket, recordKey: key, waits, ...more };
}

/** @returns undefined for text that is not JSON, which fits no schema either */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
