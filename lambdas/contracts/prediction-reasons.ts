/** Why an image lies in no folder of a class; docs/reasons.md is generated from this list. */
import type { Reason, ReasonEntry } from './reasons';

const entries = {
  TOO_LARGE_FOR_ENDPOINT: [
    'The image has more bytes than SageMaker takes in one request (6,291,456).',
    'Send it smaller, and lower `images.maxBytes` so that such images are refused on arrival.',
  ],
  REFUSED_BY_MODEL: [
    "The model's container refused the image; its own code and words are in the message.",
    'Look at the picture: validation found it sound, so that either the model takes fewer formats or a check is missing.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type PredictionReasonCode = keyof typeof entries;

export const predictionReasons = Object.fromEntries(
  Object.entries(entries).map(([code, [meaning, remedy]]) => [code, { code, meaning, remedy }]),
) as Readonly<Record<PredictionReasonCode, ReasonEntry>>;

export function predictionReason(code: PredictionReasonCode, message: string): Reason {
  return { code, message, remedy: predictionReasons[code].remedy };
}
