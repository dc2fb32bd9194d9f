import type { TrailEvent } from '../../lambdas/domain/trail/trail-event';
import type { TrailStore } from '../../lambdas/ports/trail-store';

/** Events of a workload, newest first: all of them, or pages until `isEnough`. */
export async function readTrail(
  trail: Pick<TrailStore, 'read'>,
  workload: string,
  isEnough: (events: readonly TrailEvent[]) => boolean = () => false,
): Promise<readonly TrailEvent[]> {
  const events: TrailEvent[] = [];
  let next: string | undefined;
  do {
    const page = await trail.read(workload, next);
    events.push(...page.events);
    next = page.next;
  } while (next !== undefined && !isEnough(events));
  return events;
}
