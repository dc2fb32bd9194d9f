import type { DriftPolicy } from '../../../contracts/drift-policy';

/** When a monitor should look, told to its queue now. */
export interface LookNotice {
  /** Windows that are over at that moment are judged. */
  readonly at: Date;
  /** Until then, 0 to 900 seconds: what SQS can wait. */
  readonly delaySeconds: number;
}

type Lengths = Pick<DriftPolicy, 'stepSeconds' | 'graceSeconds'>;

const longestDelay = 900;

/** Labels come by hundreds: all of so many seconds are one look. */
const labelSlotMs = 5_000;

/**
 * The look when the window of a prediction is over; of windows that overlap the first. Null where that is further away than
 * a message can wait: a schedule is prompt enough then.
 */
export function lookAfterPrediction(predictedAt: Date, now: Date, lengths: Lengths): LookNotice | null {
  const at = overAt(predictedAt, lengths);
  const delaySeconds = secondsUntil(at, now);
  return delaySeconds > longestDelay ? null : { at, delaySeconds };
}

/** A look soon after a label came; null while the window of its prediction lasts, whose end is looked at anyway. */
export function lookAfterLabel(predictedAt: Date, now: Date, lengths: Lengths): LookNotice | null {
  if (overAt(predictedAt, lengths) > now) return null;
  const at = new Date((Math.floor(now.getTime() / labelSlotMs) + 1) * labelSlotMs);
  return { at, delaySeconds: secondsUntil(at, now) };
}

function overAt(moment: Date, { stepSeconds, graceSeconds }: Lengths): Date {
  const step = stepSeconds * 1000;
  return new Date((Math.floor(moment.getTime() / step) + 1) * step + graceSeconds * 1000);
}

/** A whole second and no less: a message that comes early would be judged before its window is over. */
const secondsUntil = (at: Date, now: Date): number => Math.max(0, Math.ceil((at.getTime() - now.getTime()) / 1000));
