import { createHash } from 'node:crypto';
import { feedbackFolder, intakePrefixes } from '../../../contracts/key-layout';

/** S3's limit of a key, bytes of UTF-8. */
const longestKey = 1024;

/** Where an image lies as a training example once it has its label; a key that grew too long ends in its digest. */
export function feedbackKey(workload: string, label: string, rest: string): string {
  const folder = `${intakePrefixes.labelled}${workload}/${label}/${feedbackFolder}`;
  const key = `${folder}${rest}`;
  return Buffer.byteLength(key) <= longestKey ? key : `${folder}${createHash('sha256').update(rest).digest('hex')}`;
}

/** What follows the folder of feedback in the key of a labelled example; null for any other key. */
export function feedbackRest(workload: string, label: string, key: string): string | null {
  const folder = `${intakePrefixes.labelled}${workload}/${label}/${feedbackFolder}`;
  return key.startsWith(folder) && key.length > folder.length ? key.slice(folder.length) : null;
}

/** The key of the image that a label names: whole, or without what all of a workload's have in common. */
export function namedKey(workload: string, key: string): string {
  return key.startsWith(intakePrefixes.incoming) ? key : `${intakePrefixes.incoming}${workload}/${key}`;
}
