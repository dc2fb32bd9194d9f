import { intakePrefixes } from '../../../lambdas/contracts/key-layout';
import type { Connection } from '../../deployment/connect';
import { ledgerOf, objectStoreOf } from '../../deployment/stores';
import { WorkFoundProblems } from '../../errors';
import { waitForOutcomes, wallClock } from '../../ingestion/wait-for-outcomes';
import type { ClassifiedPhoto } from '../release/classify-traffic';

export interface LabelFile {
  readonly connection: Connection;
  readonly workload: string;
  /** Of the file, without its extension. */
  readonly name: string;
  readonly signal: AbortSignal;
}

const patienceMs = 180_000;

/** What a labelling tool exports: which prediction, and what the photo really shows. */
export const labelsText = (photos: readonly ClassifiedPhoto[]): string =>
  ['inference_id,label', ...photos.map(({ actual, prediction }) => `${prediction.inferenceId},${actual}`), ''].join(
    '\n',
  );

/**
 * Sends the labels of photos as one file, as a labelling tool would, and waits until they are joined.
 * @returns key of the file
 * @throws WorkFoundProblems when some were refused, or none was joined in three minutes
 */
export async function sendLabels(photos: readonly ClassifiedPhoto[], file: LabelFile): Promise<string> {
  const { connection, workload, name, signal } = file;
  const bucket = connection.deployment.IntakeBucket;
  const key = `${intakePrefixes.labels}${workload}/${name}.csv`;
  const objects = objectStoreOf(connection);
  const bytes = new TextEncoder().encode(labelsText(photos));
  await objects.put({ bucket, key }, { bytes, contentType: 'text/csv' });
  const versionId = (await objects.head({ bucket, key }))?.versionId ?? 'null';
  const found = await waitForOutcomes([{ key, versionId }], {
    bucket,
    objects,
    ledger: ledgerOf(connection),
    timeoutMs: patienceMs,
    signal,
    clock: wallClock,
    onProgress: () => undefined,
  });
  const { outcome = 'pending', reasonCodes = [] } = found.objects[0] ?? {};
  if (outcome === 'accepted' && reasonCodes.length === 0) return key;
  throw new WorkFoundProblems(
    `everloop demo: all ${photos.length} labels of ${key} must be joined, got ${[outcome, ...reasonCodes].join(' ')}; read \`everloop logs join-labels\``,
  );
}
