/** Why an arrival is refused before its content is looked at; docs/reasons.md is generated from this list. */
import type { Reason, ReasonEntry } from './reasons';

const entries = {
  UNKNOWN_LAYOUT: [
    'The key is not incoming/<workload>/…, labelled/<workload>/<class>/… or labels/<workload>/….csv or .ndjson.',
    'Upload below one of these prefixes; `everloop upload` chooses it.',
  ],
  UNKNOWN_WORKLOAD: [
    'The key names a workload that this environment does not have.',
    'Correct the second part of the key, or add the workload to everloop.config.ts and deploy.',
  ],
  UNKNOWN_CLASS: [
    'The key labels an example with a class that its workload does not have.',
    'Correct the third part of the key (capitals and accents count), or add the class to the workload.',
  ],
  UNREADABLE_MESSAGE: [
    'A message on the intake queue is neither an S3 "Object Created" event nor a re-drive of ours.',
    'Look at the rule and at who else may send to the queue; the object itself, if any, is found by the reconciler.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type IntakeReasonCode = keyof typeof entries;

export const intakeReasons = Object.fromEntries(
  Object.entries(entries).map(([code, [meaning, remedy]]) => [code, { code, meaning, remedy }]),
) as Readonly<Record<IntakeReasonCode, ReasonEntry>>;

/** The reason `code` with its fixed remedy. `message` says what must hold and what was found. */
export function intakeReason(code: IntakeReasonCode, message: string, measured?: Reason['measured']): Reason {
  const { remedy } = intakeReasons[code];
  return measured === undefined ? { code, message, remedy } : { code, message, remedy, measured };
}
