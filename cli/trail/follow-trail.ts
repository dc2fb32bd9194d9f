import { type Moment, type Story, storiesOf } from '../../lambdas/domain/trail/stories';
import type { TrailStore } from '../../lambdas/ports/trail-store';
import { readStories, type StoryChoice } from './read-stories';

export interface FollowOptions {
  readonly choice: StoryChoice;
  readonly signal: AbortSignal;
  /** @throws the signal's reason when it aborts */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Told {
  readonly story: Story;
  readonly moment: Moment;
}

const pollMs = 1000;

/** The chosen stories so far, in order, then whatever is added, each moment once, until the signal aborts. */
export async function* followTrail(
  trail: TrailStore,
  workload: string,
  { choice, signal, sleep }: FollowOptions,
): AsyncGenerator<Told, void, undefined> {
  const before = storiesOf((await trail.read(workload)).events);
  const known = before.flatMap(({ moments }) => moments.map(({ id }) => id));
  const first = await readStories(trail, workload, choice);
  // What is old and was not asked for is never told; what comes between the two reads is.
  const told = new Set(known);
  for (const story of [...first].reverse()) {
    for (const moment of story.moments) told.add(moment.id);
    for (const moment of story.moments) yield { story, moment };
  }
  for (;;) {
    try {
      await sleep(pollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    for (const story of [...storiesOf((await trail.read(workload)).events)].reverse()) {
      if (choice.story !== undefined && story.correlationId !== choice.story) continue;
      for (const moment of story.moments.filter(({ id }) => !told.has(id))) {
        told.add(moment.id);
        yield { story, moment };
      }
    }
  }
}
