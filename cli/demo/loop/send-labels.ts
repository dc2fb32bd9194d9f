import { intakePrefixes } from '../../../lambdas/contracts/key-layout';
import type { Connection } from '../../deployment/connect';
import { ledgerOf, objectStoreOf } from '../../deployment/stores';
import { WorkFoundProblems } from '../../errors';
import { waitForOutcomes, wallClock } from '../../ingestion/wait-for-outcomes';
import type { ClassifiedPhoto } from '../release/classify-traffic';

export interface LabelFiles {
  readonly connection: Connection;
  readonly workload: string;
  /** Of the files, without number and extension. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** A function joins a file within its minute, on a busy machine too; files are joined side by side. */
const labelsPerFile = 100;
/** Twice the time after which a file that failed is tried again. */
const patienceMs = 420_000;

/** What a labelling tool exports: which prediction, and what the photo really shows. */
export const labelsText = (photos: readonly ClassifiedPhoto[]): string =>
  ['inference_id,label', ...photos.map(({ actual, prediction }) => `${prediction.inferenceId},${actual}`), ''].join(
    '\n',
  );

/**
 * Sends the labels of photos as files, as a labelling tool would, and waits until they are joined.
 * @throws WorkFoundProblems when some were refused, or not joined in seven minutes
 */
export async function sendLabels(photos: readonly ClassifiedPhoto[], labels: LabelFiles): Promise<void> {
  const { connection, signal } = labels;
  const sent = await Promise.all(partsOf(photos).map((part, at) => sendFile(part, at, labels)));
  const { objects } = await waitForOutcomes(sent, {
    bucket: connection.deployment.IntakeBucket,
    objects: objectStoreOf(connection),
    ledger: ledgerOf(connection),
    timeoutMs: patienceMs,
    signal,
    clock: wallClock,
    onProgress: () => undefined,
  });
  const failed = objects.find(({ outcome, reasonCodes }) => outcome !== 'accepted' || reasonCodes.length > 0);
  if (!failed) return;
  const { key, outcome, reasonCodes } = failed;
  throw new WorkFoundProblems(
    `everloop demo: each label of ${key} must be joined, got ${[outcome, ...reasonCodes].join(' ')}; read \`everloop logs join-labels\``,
  );
}

const partsOf = (photos: readonly ClassifiedPhoto[]): (readonly ClassifiedPhoto[])[] =>
  Array.from({ length: Math.ceil(photos.length / labelsPerFile) }, (_, part) =>
    photos.slice(part * labelsPerFile, (part + 1) * labelsPerFile),
  );

async function sendFile(part: readonly ClassifiedPhoto[], at: number, { connection, workload, name }: LabelFiles) {
  const objects = objectStoreOf(connection);
  const bucket = connection.deployment.IntakeBucket;
  const key = `${intakePrefixes.labels}${workload}/${name}-${at + 1}.csv`;
  const bytes = new TextEncoder().encode(labelsText(part));
  await objects.put({ bucket, key }, { bytes, contentType: 'text/csv' });
  return { key, versionId: (await objects.head({ bucket, key }))?.versionId ?? 'null' };
}
