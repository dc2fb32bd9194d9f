import type { IngestionMetric } from '../contracts/metrics';

/** What an ingestion function tells the outside while it works: structured log lines and metrics. */
export interface IngestionJournal {
  count(workload: string, metric: IngestionMetric, items: number): void;
  note(message: string, details: Readonly<Record<string, unknown>>): void;
  problem(message: string, details: Readonly<Record<string, unknown>>): void;
  flush(): void;
}
