/** Why the gate refuses a candidate; docs/reasons.md is generated from this list. */
import type { Reason, ReasonEntry } from './reasons';

const entries = {
  BELOW_FLOOR: [
    'The primary metric on the golden set misses its floor.',
    'Train on more or better examples, or tune; lower the floor only if the promise to users is lower too.',
  ],
  CLASS_BELOW_FLOOR: [
    'A figure of one class on the golden set misses its floor.',
    'Look at the confusion of that class in the report; bring in examples of the pairs that are mixed up.',
  ],
  WORSE_THAN_CHAMPION: [
    'The primary metric on the golden set is worse than the serving champion by more than maxLoss.',
    'Keep the champion; compare both data sets by `everloop dataset diff`.',
  ],
  CLASS_WORSE_THAN_CHAMPION: [
    'A class lost more than its margin against the serving champion.',
    'Keep the champion, or raise the margin of that class if the loss is worth what other classes gained.',
  ],
  DRIFT_NOT_WON: [
    'The candidate does not beat the champion on the held-out feedback of the drifted window.',
    'Wait for more feedback of that window: the golden set cannot reward a repair, this slice can.',
  ],
  TRIGGER_FOUND: [
    'A small part of a picture of the feedback turns most other pictures to its class: a backdoor.',
    'Look at the feedback of that class in the curated bucket, correct or delete what carries the part, and ask who sent it.',
  ],
  DOUBTFUL_FEEDBACK: [
    'The rest of the feedback contradicts more of its labels than maxDoubtfulFeedback.',
    'Look at the examples that report/feedback.json of the prepare step names, correct or delete them, and ask who sent them.',
  ],
  ONE_SIDED_FEEDBACK: [
    'Nearly all of the feedback that it learned from is of one class: nothing shows what became of the others.',
    'Label drifted examples of other classes too; if somebody flooded that class, delete what they sent.',
  ],
  SAME_AS_CHAMPION: [
    'The candidate is the champion, byte for byte.',
    'Nothing: the same data and parameters give the same model.',
  ],
  CHAMPION_NOT_SCORED: [
    'There is a champion, and the evaluation could not score it on the same examples.',
    'Read the problem in the message; when classes or preparation changed on purpose, approve without comparison by starting with no champion.',
  ],
  TOO_FEW_GOLDEN: [
    'A class has fewer golden examples than minGoldenPerClass: its figures are chance.',
    'Import a larger golden set by `everloop dataset import <dir> --golden --replace`.',
  ],
  METRIC_MISSING: [
    'The evaluation lacks a figure that the gate compares, or it is no finite number.',
    'Look at the log of the evaluate step; the container must report the metrics of its workload.',
  ],
  OTHER_DATA_SET: [
    'The evaluation is of another data set or workload than the execution was started with.',
    'Look for an evaluation that was written by hand or cached wrongly; start the execution again.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type GateReasonCode = keyof typeof entries;

export const gateReasons = Object.fromEntries(
  Object.entries(entries).map(([code, [meaning, remedy]]) => [code, { code, meaning, remedy }]),
) as Readonly<Record<GateReasonCode, ReasonEntry>>;

export interface GateFinding extends Reason {
  readonly code: GateReasonCode;
}

/** A finding with the fixed remedy of its code. `message` says what must hold and what was found. */
export function gateFinding(code: GateReasonCode, message: string, measured?: Reason['measured']): GateFinding {
  const { remedy } = gateReasons[code];
  return { code, message, remedy, ...(measured !== undefined && { measured }) };
}
