import * as z from 'zod/mini';

/** Key, ETag and text of a record. */
const lineSchema = z.tuple([z.string(), z.string(), z.string()]);
export type GatheredLine = z.infer<typeof lineSchema>;

/** NDJSON. */
export const formatGathered = (lines: readonly GatheredLine[]): string =>
  lines.map(line => `${JSON.stringify(line)}\n`).join('');

/** None where a line is damaged: the records themselves are all there. */
export function parseGathered(text: string): readonly GatheredLine[] {
  try {
    const lines = text.split('\n').filter(line => line !== '');
    return lines.map(line => lineSchema.parse(JSON.parse(line)));
  } catch {
    return [];
  }
}
