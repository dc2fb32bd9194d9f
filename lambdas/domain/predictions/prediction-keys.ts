import { createHash } from 'node:crypto';
import { intakePrefixes, predictionFolders, predictionPrefixes } from '../../contracts/key-layout';
import type { PredictionRecord } from '../../contracts/prediction-record';

/** S3's limit of a key, bytes of UTF-8. */
const longestKey = 1024;

/** What follows the workload in the key of an unlabelled image; null for any other key. */
export function incomingRest(workload: string, key: string): string | null {
  const prefix = `${intakePrefixes.incoming}${workload}/`;
  return key.startsWith(prefix) && key.length > prefix.length ? key.slice(prefix.length) : null;
}

/** Where a copy lies in the predictions bucket. A key that grew too long ends in its digest instead. */
export function folderKey(workload: string, folder: string, rest: string): string {
  const key = `${workload}/${folder}/${rest}`;
  if (Buffer.byteLength(key) <= longestKey) return key;
  return `${workload}/${folder}/${createHash('sha256').update(rest).digest('hex')}`;
}

/** The folders that a prediction puts its image into; the first one is the class, if it has one. */
export function foldersOf({ label, forReview }: Pick<PredictionRecord, 'label' | 'forReview'>): string[] {
  if (label === null) return [predictionFolders.refused];
  return forReview ? [label, predictionFolders.review] : [label];
}

interface Line extends Pick<PredictionRecord, 'workload' | 'inferenceId'> {
  /** Of a label; a correction is another line. */
  readonly revision?: number;
}

/** Where a line lies: partitioned by its moment, named by its inference, so that writing it twice is writing it once. */
export function partitionedKey(
  kind: keyof typeof predictionPrefixes,
  { workload, inferenceId, revision = 1 }: Line,
  at: string,
): string {
  const [day, hour] = [at.slice(0, 10), at.slice(11, 13)];
  return `${predictionPrefixes[kind]}${workload}/day=${day}/hour=${hour}/${inferenceId}${revision > 1 ? `-${revision}` : ''}.ndjson`;
}
