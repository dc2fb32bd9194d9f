import type { LoopReason } from '../../contracts/correlation';
import type { RefusalCode } from '../../contracts/refusal-reasons';
import type { Desk, Refusal } from './desk';

/** What stands in the way. */
export interface Blocked {
  readonly code: RefusalCode;
  /** Names what blocks; refusals by the same thing are counted as one. */
  readonly by: string;
  /** The story that it belongs to; one of its own when left out. */
  readonly story?: string | undefined;
  /** What must hold and what was found. */
  readonly message: string;
}

export interface Refused {
  readonly reason: LoopReason;
  readonly alarm?: string | undefined;
  readonly now: Date;
}

const keptRefusals = 20;

/** Adds a refusal to a desk, or counts it where it is the same again. */
export function withRefusal(
  desk: Desk,
  { code, by, story = '', message }: Blocked,
  { reason, alarm, now }: Refused,
): { readonly desk: Desk; readonly refusal: Refusal; readonly isFirst: boolean } {
  const key = [code, reason, alarm ?? '', by].join(' ');
  const at = now.toISOString();
  const earlier = desk.refusals.find(one => one.key === key);
  const refusal: Refusal = earlier
    ? { ...earlier, lastAt: at, count: earlier.count + 1, message }
    : {
        ...{ key, code, reason, message, correlationId: story, firstAt: at, lastAt: at, count: 1 },
        ...(alarm !== undefined && { alarm }),
      };
  const refusals = [...desk.refusals.filter(one => one !== earlier), refusal].slice(-keptRefusals);
  return { desk: { ...desk, refusals }, refusal, isFirst: earlier === undefined };
}
