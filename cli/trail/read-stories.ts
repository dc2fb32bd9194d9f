import { type Story, storiesOf } from '../../lambdas/domain/trail/stories';
import type { TrailEvent } from '../../lambdas/domain/trail/trail-event';
import type { TrailStore } from '../../lambdas/ports/trail-store';

export interface StoryChoice {
  /** So many stories, those that began last; ignored with `story`. */
  readonly last: number;
  /** This one only. */
  readonly story?: string | undefined;
}

/**
 * Stories of a workload, the one that began last first. Reads pages, newest first, until an older story than those asked
 * for shows up: what is returned is whole.
 */
export async function readStories(trail: TrailStore, workload: string, choice: StoryChoice): Promise<readonly Story[]> {
  const events: TrailEvent[] = [];
  let next: string | undefined;
  do {
    const page = await trail.read(workload, next);
    events.push(...page.events);
    next = page.next;
  } while (next !== undefined && !isEnough(storiesOf(events), choice));
  return chosen(storiesOf(events), choice);
}

/** The oldest story of what was read so far may have begun on the next page. */
function isEnough(stories: readonly Story[], { last, story }: StoryChoice): boolean {
  return story === undefined && stories.length > last;
}

const chosen = (stories: readonly Story[], { last, story }: StoryChoice): readonly Story[] =>
  story === undefined ? stories.slice(0, last) : stories.filter(({ correlationId }) => correlationId === story);
