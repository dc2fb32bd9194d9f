import * as z from 'zod/mini';

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
