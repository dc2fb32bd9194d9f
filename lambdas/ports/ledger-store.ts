import type { LedgerItem, LedgerKey, LedgerWrite } from '../domain/ingestion/ledger-items';

/** Two verbs over a table with optimistic concurrency; all policy is in `domain/ingestion`. */
export interface LedgerStore {
  /** Strongly consistent; missing items are absent from the result. Up to 100 keys. */
  read(keys: readonly LedgerKey[]): Promise<readonly LedgerItem[]>;
  /** All or nothing. `conflict` when any item's revision is not the expected one. Up to 10 items. */
  write(writes: readonly LedgerWrite[]): Promise<'written' | 'conflict'>;
}
