import type * as z from 'zod/mini';

/** Null for what is no line of a table. */
export function lineReader<Row>(schema: z.ZodMiniType<Row>): (text: string) => Row | null {
  return text => {
    const parsed = schema.safeParse(jsonOf(text));
    return parsed.success ? parsed.data : null;
  };
}

/** @returns undefined for text that is not JSON, which fits no schema either */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
