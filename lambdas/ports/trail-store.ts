import type { TrailEvent } from '../domain/trail/trail-event';

export interface TrailPage {
  /** Newest first. */
  readonly events: readonly TrailEvent[];
  /** For the page of older events; absent on the last one. */
  readonly next?: string;
}

/** Everything that happened in the loops of each workload; nothing is ever changed or deleted. */
export interface TrailStore {
  /** Exactly once in effect: an event that is there already stays as it is. */
  append(event: TrailEvent): Promise<'recorded' | 'duplicate'>;
  /** One page of at most 500 events of a workload, newest first, strongly consistent. */
  read(workload: string, next?: string): Promise<TrailPage>;
}
