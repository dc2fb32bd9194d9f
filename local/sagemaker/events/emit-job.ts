import type { World } from '../world';
import { eventTimes } from './event-times';

export interface JobChange {
  /** `Training`, `HyperParameter Tuning`, …, as in the event's detail type. */
  readonly kind: string;
  readonly arn: string;
  /** What Describe answers. */
  readonly described: object;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Tells EventBridge of a job's new state: what Describe says, and its tags. */
export function emitJob(
  { tags, events }: Pick<World, 'tags' | 'events'>,
  { kind, arn, described, at }: JobChange,
): void {
  const detail = { ...described, Tags: Object.fromEntries(tags.of(arn).map(({ Key, Value }) => [Key, Value])) };
  events.emit({ detailType: `SageMaker ${kind} Job State Change`, arn, detail: eventTimes(detail), at });
}
