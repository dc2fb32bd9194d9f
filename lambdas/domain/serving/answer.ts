import * as z from 'zod/mini';
import { attributesOf } from '../predictions/transform/attributes-of';

const predictionsSchema = z.object({ predictions: z.tuple([z.looseObject({ label: z.string() })]) });

/** The class that a classifier's container names for one image. @returns undefined for an answer of another shape */
export function labelOf(body: Uint8Array): string | undefined {
  try {
    const parsed = predictionsSchema.safeParse(JSON.parse(new TextDecoder().decode(body)));
    return parsed.success ? parsed.data.predictions[0].label : undefined;
  } catch {
    return undefined;
  }
}

/** What a container says of itself in an answer that is a file; empty when it says nothing. */
export function attributesIn(body: Uint8Array): string {
  try {
    return attributesOf(new TextDecoder().decode(body));
  } catch {
    return '';
  }
}
