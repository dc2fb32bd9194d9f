import * as z from 'zod/mini';
import { intakePrefixes } from '../../contracts/key-layout';

const schema = z.object({ key: z.string(), judgedAt: z.iso.datetime() });

/** Of a reason record in quarantine what monitors look at. */
export interface RejectedItem {
  /** ISO 8601, UTC. */
  readonly judgedAt: string;
  /** It came to be predicted, not to be learned from. */
  readonly isForPrediction: boolean;
}

/** Null for text that is no reason record. */
export function parseRejectedItem(text: string): RejectedItem | null {
  try {
    const { key, judgedAt } = schema.parse(JSON.parse(text));
    return { judgedAt, isForPrediction: key.startsWith(intakePrefixes.incoming) };
  } catch {
    return null;
  }
}
