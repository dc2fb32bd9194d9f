import { createHash } from 'node:crypto';
import { feedbackFolder, intakePrefixes, recordPrefixes } from '../../contracts/key-layout';

/** Of accepted objects: who looks at their records. */
export type FeaturesKind = 'features' | 'examples' | 'feedback';

export interface RecordOf {
  readonly kind: FeaturesKind | 'reasons' | 'rows';
  readonly workload: string;
  /** `yyyy-mm-dd` (UTC) on which the object arrived. */
  readonly day: string;
  readonly key: string;
  readonly versionId: string;
}

const digestLength = 32;

/** Of an object by its intake key: what is labelled asks for no prediction, and answers one only from a folder of feedback. */
export function featuresKindOf(key: string): FeaturesKind {
  if (!key.startsWith(intakePrefixes.labelled)) return 'features';
  // labelled/<workload>/<class>/feedback/<rest>
  const [, , , folder, ...rest] = key.split('/');
  return `${folder}/` === feedbackFolder && rest.join('/') !== '' ? 'feedback' : 'examples';
}

/**
 * Where the record of one object version lies: `_examples/<workload>/<day>/<128 bits of SHA-256, hexadecimal>.json`.
 * The object's key enters by its digest only, since a key may be 1,024 bytes long already. Version ids have no line
 * feed, so key and version cannot be split another way.
 */
export function recordKey({ kind, workload, day, key, versionId }: RecordOf): string {
  const digest = createHash('sha256').update(`${key}\n${versionId}`).digest('hex').slice(0, digestLength);
  const extension = kind === 'rows' ? 'ndjson' : 'json';
  return `${recordPrefixes[kind]}${workload}/${day}/${digest}.${extension}`;
}
