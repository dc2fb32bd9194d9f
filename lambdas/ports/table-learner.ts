import type { Table, TableBaseline } from '../domain/drift/baseline';

/** Learns baselines of whole tables: the domain's `learnBaseline`, bit for bit, on however many threads. */
export interface TableLearner {
  /** The table must not change meanwhile. */
  learn(table: Table): Promise<TableBaseline>;
}
