import { type Story, storiesOf } from '../../lambdas/domain/trail/stories';
import type { TrailEvent } from '../../lambdas/domain/trail/trail-event';
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
  const enough = (read: readonly TrailEvent[]) => isEnough(storiesOf(read), choice, read.at(-1)?.time ?? '');
  const events = await readTrail(trail, workload, enough);
  return chosen(storiesOf(events), choice);
}

/** @param oldest everything later than that was read */
function isEnough(stories: readonly Story[], { last, story }: StoryChoice, oldest: string): boolean {
  const isWhole = (one: Story): boolean =>
    hasBegin(one) && one.moments.every(({ startedAt = '~' }) => startedAt > oldest);
  if (story !== undefined) return stories.some(one => one.correlationId === story && isWhole(one));
  return stories.length >= last && stories.slice(0, last).every(isWhole);
}

/** A story begins with its reason, and the alarms that the coordinator says yes to; started elsewhere, with its execution. */
const hasBegin = ({ moments }: Story): boolean =>
  moments.some(({ kind, status }) => kind === 'request' || (kind === 'execution' && status === 'Executing'));

const chosen = (stories: readonly Story[], { last, story }: StoryChoice): readonly Story[] =>
  story === undefined ? stories.slice(0, last) : stories.filter(({ correlationId }) => correlationId === story);
