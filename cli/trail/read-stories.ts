import { type Story, storiesOf } from '../../lambdas/domain/trail/stories';
import type { TrailStore } from '../../lambdas/ports/trail-store';
import { readTrail } from './read-trail';

export interface StoryChoice {
  /** So many stories, those that began last; ignored with `story`. */
  readonly last: number;
  /** This one only. */
  readonly story?: string | undefined;
}

/**
 * Stories of a workload, the one that began last first. Reads pages, newest first, until the first moment of each story
 * that is asked for was read: a late event of an old story, such as its approval, comes long before its begin.
 */
export async function readStories(trail: TrailStore, workload: string, choice: StoryChoice): Promise<readonly Story[]> {
  const events = await readTrail(trail, workload, read => isEnough(storiesOf(read), choice));
  return chosen(storiesOf(events), choice);
}

function isEnough(stories: readonly Story[], { last, story }: StoryChoice): boolean {
  if (story !== undefined) return stories.some(one => one.correlationId === story && hasBegin(one));
  return stories.length >= last && stories.slice(0, last).every(hasBegin);
}

/** A story begins with its reason; started outside of Everloop, with its execution. */
const hasBegin = ({ moments }: Story): boolean =>
  moments.some(({ kind, status }) => kind === 'request' || (kind === 'execution' && status === 'Executing'));

const chosen = (stories: readonly Story[], { last, story }: StoryChoice): readonly Story[] =>
  story === undefined ? stories.slice(0, last) : stories.filter(({ correlationId }) => correlationId === story);
