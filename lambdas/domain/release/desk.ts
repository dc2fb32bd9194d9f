import * as z from 'zod/mini';
import { type Release, releaseSchema } from './release';

/** Where the releases of one workload are put in order: one is under way, at most one waits. */
export const deskSchema = z.object({
  workload: z.string(),
  /** Grows with each change. */
  revision: z.int(),
  holder: z.nullable(releaseSchema),
  waiting: z.nullable(releaseSchema),
  /** The one that left last: what is still to be told of it may come late. */
  last: z.nullable(releaseSchema),
  /** Ids of releases that were asked for, newest last. */
  seen: z.array(z.string()),
});

export type Desk = z.infer<typeof deskSchema>;

export const emptyDesk = (workload: string): Desk => ({
  workload,
  revision: 0,
  holder: null,
  waiting: null,
  last: null,
  seen: [],
});

/** Events come twice within hours; so many approvals of one workload take months. */
const remembered = 100;

/** `cancelled`: a release that will never start, since a newer one waits in its place. */
export interface Asked {
  readonly desk: Desk;
  readonly outcome: 'begins' | 'waits' | 'duplicate';
  readonly cancelled: Release | null;
}

/** An approval comes in: it begins, or waits behind the one under way; of those that wait the last approved one stays. */
export function ask(desk: Desk, release: Release): Asked {
  if (desk.seen.includes(release.id)) return { desk, outcome: 'duplicate', cancelled: null };
  const seen = [...desk.seen, release.id].slice(-remembered);
  if (!desk.holder) return { desk: { ...desk, holder: release, seen }, outcome: 'begins', cancelled: null };
  const { waiting } = desk;
  const isNewer = !waiting || release.approvedAt >= waiting.approvedAt;
  const next = { ...desk, waiting: isNewer ? release : waiting, seen };
  return { desk: next, outcome: 'waits', cancelled: isNewer ? waiting : release };
}

/** The release under way has ended: the one that waits is next. Anything else changes nothing. */
export function leave(desk: Desk, id: string, now: Date): Desk {
  const { holder } = desk;
  if (holder?.id !== id) return desk;
  return { ...desk, holder: desk.waiting, waiting: null, last: { ...holder, endedAt: now.toISOString() } };
}

/** The end of an execution was told: who waits is next, and the same end is no news any more. */
export function closed(desk: Desk, executionId: string, now: Date): Desk {
  const { holder, last } = desk;
  if (holder?.executionId === executionId) {
    return {
      ...desk,
      holder: desk.waiting,
      waiting: null,
      last: { ...holder, endedAt: now.toISOString(), isTold: true },
    };
  }
  return last?.executionId === executionId && !last.isTold ? { ...desk, last: { ...last, isTold: true } } : desk;
}

/** Takes out a release that waits. */
export const withdraw = (desk: Desk, id: string): Desk => (desk.waiting?.id === id ? { ...desk, waiting: null } : desk);

/** Notes the pipeline's execution of the release under way. */
export const started = (desk: Desk, id: string, executionId: string): Desk =>
  desk.holder?.id === id && desk.holder.executionId !== executionId
    ? { ...desk, holder: { ...desk.holder, executionId } }
    : desk;

/** The release whose pipeline execution this is; undefined for one that nobody at the desk knows, or whose end was told. */
export const releaseOf = ({ holder, last }: Desk, executionId: string): Release | undefined =>
  [holder, last].find(release => release?.executionId === executionId && !release.isTold) ?? undefined;
