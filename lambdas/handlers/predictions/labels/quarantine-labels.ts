import type { ItemSource } from '../../../contracts/ingestion';
import { sourceVersionMetadata } from '../../../contracts/key-layout';
import type { Reason } from '../../../contracts/reasons';
import { recordKey } from '../../../domain/ingestion/record-key';
import type { RejectedLabel } from '../../../domain/predictions/labels/label-row';
import type { ObjectStore } from '../../../ports/object-store';

export interface QuarantineEffects {
  readonly objects: ObjectStore;
  readonly quarantineBucket: string;
  readonly now: () => Date;
}

/** A file of labels of which nothing can be used: its bytes and a reason, as every rejected object has them. */
export async function quarantineFile(
  { workload, source, reason }: { readonly workload: string; readonly source: ItemSource; readonly reason: Reason },
  { objects, quarantineBucket: bucket, now }: QuarantineEffects,
): Promise<void> {
  const { key, versionId, day, contentType } = source;
  const metadata = { [sourceVersionMetadata]: versionId };
  await objects.copy(source, { bucket, key }, { contentType, metadata });
  const document = { workload, ...source, verdict: 'reject', reasons: [reason], judgedAt: now().toISOString() };
  await objects.put(
    { bucket, key: recordKey({ kind: 'reasons', workload, day, key, versionId }) },
    { bytes: new TextEncoder().encode(JSON.stringify(document)), contentType: 'application/json' },
  );
}

/** The labels of a file that answer no prediction, one line each with its reason. @returns the key of the lines */
export async function quarantineRows(
  { workload, source, rejected }: QuarantinedRows,
  { objects, quarantineBucket: bucket }: QuarantineEffects,
): Promise<string | null> {
  if (rejected.length === 0) return null;
  const { key, versionId, day } = source;
  const lines = rejected.map(row => `${JSON.stringify(row)}\n`).join('');
  const rowsKey = recordKey({ kind: 'rows', workload, day, key, versionId });
  const object = { bytes: new TextEncoder().encode(lines), contentType: 'application/x-ndjson' };
  await objects.put({ bucket, key: rowsKey }, object);
  return rowsKey;
}

export interface QuarantinedRows {
  readonly workload: string;
  readonly source: Pick<ItemSource, 'key' | 'versionId' | 'day'>;
  readonly rejected: readonly RejectedLabel[];
}
