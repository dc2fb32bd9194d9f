import type { IngestionMetric } from '../../contracts/metrics';
import type { CountingJournal } from '../../ports/counting-journal';

export class MemoryJournal<Metric extends string = IngestionMetric> implements CountingJournal<Metric> {
  readonly counts: Record<string, number> = {};
  readonly lines: { readonly level: 'note' | 'problem'; readonly message: string; readonly details: unknown }[] = [];

  count(workload: string, metric: Metric, items: number): void {
    const name = `${workload}/${metric}`;
    this.counts[name] = (this.counts[name] ?? 0) + items;
  }

  note(message: string, details: unknown): void {
    this.lines.push({ level: 'note', message, details });
  }

  problem(message: string, details: unknown): void {
    this.lines.push({ level: 'problem', message, details });
  }

  flush(): void {}
}
