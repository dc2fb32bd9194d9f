import type { Journal } from './journal';

/** Structured log lines and metrics. */
export interface CountingJournal<Metric extends string> extends Journal {
  count(workload: string, metric: Metric, items: number): void;
  /** Publishes what was counted since. */
  flush(): void;
}
