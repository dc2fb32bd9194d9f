import { type HeadItem, headKey, type VersionItem } from './ledger-items';

/** One object version for which an event, a listing or a person asks for work. */
export interface ClaimRequest {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Fixed-width sequencer; absent for listings, which carry none. */
  readonly sequencer?: string;
  readonly reprocessId?: string;
  /** Who asks: the queue message or listing entry. The same one may take its own lease over after a crash. */
  readonly owner: string;
}

export type ClaimDecision =
  | { readonly kind: 'claim'; readonly head: HeadItem; readonly expectedRevision: number }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'busy'; readonly untilMs: number };

export interface ClaimTime {
  readonly nowMs: number;
  readonly leaseMs: number;
  readonly token: string;
}

/**
 * Decides who may work on an object version, so that each has its effect once, in the order of its key's events.
 *
 * ```
 *  version done? ── yes ─► duplicate (unless a person asks for it again)
 *      └ no: a newer event was seen? ── yes ─► superseded
 *                └ no: somebody else holds the key's lease? ── yes ─► busy: come back later
 *                          └ no ─► claim: the lease is ours, `attempt` counts the tries at this version
 * ```
 * Only one version of a key is in work at a time: were two placed side by side, the older could be copied last.
 */
export function decideClaim(
  request: ClaimRequest,
  ledger: { readonly head?: HeadItem; readonly version?: VersionItem },
  time: ClaimTime,
): ClaimDecision {
  const { head, version } = ledger;
  if (isDone(request, version)) return { kind: 'duplicate' };
  if (head && request.sequencer !== undefined && request.sequencer < head.sequencer) return { kind: 'superseded' };
  const heldByAnother = head?.lease && head.lease.owner !== request.owner && head.lease.untilMs > time.nowMs;
  if (heldByAnother) return { kind: 'busy', untilMs: head.lease.untilMs };
  return { kind: 'claim', head: claimedHead(request, head, time), expectedRevision: head?.revision ?? 0 };
}

/** Whether there is nothing left to do: an outcome, and nobody who asks for another one. */
export const isDone = (
  { reprocessId }: Pick<ClaimRequest, 'reprocessId'>,
  version: VersionItem | undefined,
): version is VersionItem =>
  version !== undefined && (reprocessId === undefined || version.reprocessId === reprocessId);

function claimedHead(request: ClaimRequest, head: HeadItem | undefined, time: ClaimTime): HeadItem {
  const sameVersion = head?.versionId === request.versionId;
  return {
    ...headKey(request.bucket, request.key),
    kind: 'head',
    revision: (head?.revision ?? 0) + 1,
    sequencer: request.sequencer ?? head?.sequencer ?? '',
    versionId: request.versionId,
    attempt: sameVersion ? head.attempt + 1 : 1,
    lease: { token: time.token, owner: request.owner, untilMs: time.nowMs + time.leaseMs },
  };
}

/** Whether `head` is still held under `token`; false when the lease ran out and somebody else took it. */
export function holdsLease(head: HeadItem | undefined, token: string): head is HeadItem {
  return head?.lease?.token === token;
}

/** The head without its lease: the next event of the key may be claimed. */
export function releasedHead(head: HeadItem): HeadItem {
  const { lease: _, ...rest } = head;
  return { ...rest, revision: head.revision + 1 };
}
