import { recordKey } from '../../lambdas/domain/ingestion/record-key';
import type { RejectedRow } from '../../lambdas/domain/rows/rows-verdict';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import type { TableReport } from '../report/table-report';
import type { Fated } from './demo-run';

interface Effects {
  readonly objects: ObjectStore;
  readonly buckets: { readonly curated: string; readonly quarantine: string };
  /** UTC days on which the objects may have arrived, `yyyy-mm-dd`. */
  readonly days: readonly string[];
}

/** How a table fared, by the records that the workflow left beside it; null when it was not taken. */
export async function readTable(table: Fated, workload: string, effects: Effects): Promise<TableReport | null> {
  const { key, versionId } = table;
  for (const day of effects.days) {
    const keyOf = (kind: 'features' | 'rows') => recordKey({ kind, workload, day, key, versionId });
    const profile = await readJson<{ rows: number }>(effects, effects.buckets.curated, keyOf('features'));
    if (!profile) continue;
    const rejected = await readLines(effects, effects.buckets.quarantine, keyOf('rows'));
    const quarantinedRows = rejected.map(({ line, code, message }) => ({ line, code, message }));
    return { name: table.name, rows: profile.rows, quarantinedRows };
  }
  return null;
}

async function readText({ objects }: Effects, bucket: string, key: string): Promise<string | null> {
  const stored = await objects.get({ bucket, key });
  return stored && new TextDecoder().decode(stored.bytes);
}

async function readJson<T>(effects: Effects, bucket: string, key: string): Promise<T | null> {
  const text = await readText(effects, bucket, key);
  return text === null ? null : (JSON.parse(text) as T);
}

async function readLines(effects: Effects, bucket: string, key: string): Promise<readonly RejectedRow[]> {
  const text = await readText(effects, bucket, key);
  return (text ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as RejectedRow);
}
