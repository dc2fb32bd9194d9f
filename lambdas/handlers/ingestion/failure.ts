import type { ItemFailure } from '../../contracts/ingestion';

/** Step Functions payloads are small: the message is enough, the stack is in the function's log. */
const longestCause = 500;

export function failureOf(itemId: string, error: unknown): ItemFailure {
  if (!(error instanceof Error)) return { itemId, error: 'Error', cause: String(error).slice(0, longestCause) };
  return { itemId, error: error.name, cause: error.message.slice(0, longestCause) };
}
