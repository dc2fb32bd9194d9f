import type { ListedObject, RedriveMessage, ValidateBatchInput } from '../../contracts/ingestion';

/** One thing to validate: who asks for it, and the message body that names the object. */
export interface BatchEntry {
  readonly itemId: string;
  readonly body: string;
}

/** The entries of a batch, whether the Pipe's messages or a backfill's listing. @throws on any other shape. */
export function readBatch(input: ValidateBatchInput): readonly BatchEntry[] {
  if (input.records) return input.records.map(({ messageId, body }) => ({ itemId: messageId, body }));
  if (input.listing) {
    const { bucket, objects } = input.listing;
    return objects.map(object => listedEntry(bucket, object));
  }
  throw new Error('validate batch: input must hold records or a listing, got neither; see contracts/ingestion');
}

function listedEntry(bucket: string, { Key }: ListedObject): BatchEntry {
  const message: RedriveMessage = { source: 'everloop.redrive', bucket, key: Key, why: 'backfill' };
  return { itemId: Key, body: JSON.stringify(message) };
}
