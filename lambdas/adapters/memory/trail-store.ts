import type { TrailEvent } from '../../domain/trail/trail-event';
import type { TrailPage, TrailStore } from '../../ports/trail-store';

const pageSize = 500;

export class MemoryTrailStore implements TrailStore {
  private readonly events = new Map<string, TrailEvent>();

  async append(event: TrailEvent): Promise<'recorded' | 'duplicate'> {
    const key = JSON.stringify([event.workload, event.time, event.id]);
    if (this.events.has(key)) return 'duplicate';
    this.events.set(key, event);
    return 'recorded';
  }

  async read(workload: string, next = '0'): Promise<TrailPage> {
    const newestFirst = [...this.events.values()]
      .filter(event => event.workload === workload)
      .sort((a, b) => (`${a.time}#${a.id}` < `${b.time}#${b.id}` ? 1 : -1));
    const end = Number(next) + pageSize;
    const events = newestFirst.slice(Number(next), end);
    return { events, ...(end < newestFirst.length && { next: `${end}` }) };
  }
}
