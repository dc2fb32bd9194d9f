import { createHash } from 'node:crypto';
import { recordPrefixes } from '../../contracts/key-layout';

export interface RecordOf {
  readonly kind: 'features' | 'reasons' | 'rows';
  readonly workload: string;
  /** `yyyy-mm-dd` (UTC) on which the object arrived. */
  readonly day: string;
  readonly key: string;
  readonly versionId: string;
}

const digestLength = 32;

/**
 * Where the record of one object version lies: `_features/<workload>/<day>/<128 bits of SHA-256, hexadecimal>.json`.
 * The object's key enters by its digest only, since a key may be 1,024 bytes long already. Version ids have no line
 * feed, so key and version cannot be split another way.
 */
export function recordKey({ kind, workload, day, key, versionId }: RecordOf): string {
  const digest = createHash('sha256').update(`${key}\n${versionId}`).digest('hex').slice(0, digestLength);
  const extension = kind === 'rows' ? 'ndjson' : 'json';
  return `${recordPrefixes[kind]}${workload}/${day}/${digest}.${extension}`;
}
