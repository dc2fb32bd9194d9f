import type { LedgerItem, LedgerKey, LedgerWrite } from '../../domain/ingestion/ledger-items';
import type { LedgerStore } from '../../ports/ledger-store';

const idOf = ({ partition, sort }: LedgerKey) => JSON.stringify([partition, sort]);

export class MemoryLedgerStore implements LedgerStore {
  readonly items = new Map<string, LedgerItem>();

  async read(keys: readonly LedgerKey[]): Promise<readonly LedgerItem[]> {
    return keys.flatMap(key => this.items.get(idOf(key)) ?? []);
  }

  async write(writes: readonly LedgerWrite[]): Promise<'written' | 'conflict'> {
    const stale = writes.some(
      ({ item, expectedRevision }) =>
        expectedRevision !== undefined && (this.items.get(idOf(item))?.revision ?? 0) !== expectedRevision,
    );
    if (stale) return 'conflict';
    for (const { item } of writes) this.items.set(idOf(item), item);
    return 'written';
  }
}
