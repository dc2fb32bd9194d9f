/** Why an example is left out of a data set, and what is wrong with a data set; docs/reasons.md is generated from these. */
import type { Reason, ReasonEntry } from './reasons';

const exclusions = {
  GOLDEN_DUPLICATE: [
    'The example has the same bytes as a golden one.',
    'Nothing: it is left out of training, or the golden set would be scored on what was learned by heart.',
  ],
  GOLDEN_NEAR_DUPLICATE: [
    'Both perceptual hashes of the example are within nearDuplicateBits of those of a golden one.',
    'Nothing; lower nearDuplicateBits when different products of yours look that much alike.',
  ],
  REPEATED: ['An earlier key holds the same bytes with the same label.', 'Nothing: one of the copies is used.'],
  LABEL_CONFLICT: [
    'The same bytes are labelled with different classes; none of the copies is used.',
    'Look at the picture and delete the wrong copies from the curated bucket.',
  ],
  OVER_FEEDBACK_QUOTA: [
    'Feedback would make up more than maxFeedbackShare of the training examples of its class.',
    'Import or upload more examples of other sources, or raise maxFeedbackShare.',
  ],
  RESERVED_FEEDBACK: [
    'The feedback is of the part (driftShare) that no model ever learns from, and not of the drifted window.',
    'Nothing: when its time turns out to have drifted, models are compared on it.',
  ],
  SLICE_NEAR_DUPLICATE: [
    'Both perceptual hashes of the example are within nearDuplicateBits of those of feedback that models are compared on.',
    'Nothing: it is left out of training, or the comparison would reward what was learned by heart.',
  ],
  UNKNOWN_CLASS_LABEL: [
    'The example is labelled with a class that the workload no longer has.',
    'Add the class to the workload again, or send the examples under another one.',
  ],
  REPLACED_OBJECT: [
    'The curated bucket no longer holds the example under its key as its record describes it.',
    'Nothing when it was deleted on purpose; otherwise upload it again.',
  ],
  NOT_MEASURED: [
    'The record of the example has no perceptual hashes (a person released it from quarantine), so that nothing tells whether the golden set holds the same picture.',
    'Export the picture again so that it passes validation, and upload that.',
  ],
  CORRECTED_LABEL: [
    'The label that made the picture an example of this class was corrected since.',
    'Nothing: the picture is an example of the class that it was corrected to.',
  ],
  UNUSABLE_KEY: [
    'The key has an empty, `.` or `..` part, or a NUL: it is no path below a folder.',
    'Upload the file under another name.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

/** `error`: no model can be trained or judged. `warning`: a person should know. */
type FaultEntry = readonly [level: 'error' | 'warning', meaning: string, remedy: string];

const faults = {
  NO_EXAMPLES: [
    'error',
    'No labelled example is left to train on.',
    'Bring examples in by `everloop upload --by-folder` or `everloop dataset import`.',
  ],
  NO_GOLDEN_SET: [
    'error',
    'There is no golden set, so no model could be compared with another.',
    'Import one by `everloop dataset import <dir> --golden`.',
  ],
  MISSING_CLASS: [
    'error',
    'A class of the workload has too few examples of a split: two to train on, one to validate with and one golden.',
    'Bring in examples of the class, or take it out of the workload.',
  ],
  IMBALANCE: [
    'warning',
    'The largest class has more than ten times the training examples of the smallest.',
    'Bring in examples of the small class.',
  ],
} as const satisfies Record<string, FaultEntry>;

export type ExclusionCode = keyof typeof exclusions;
export type DatasetFaultCode = keyof typeof faults;

export const exclusionReasons = Object.fromEntries(
  Object.entries(exclusions).map(([code, [meaning, remedy]]) => [code, { code, meaning, remedy }]),
) as Readonly<Record<ExclusionCode, ReasonEntry>>;

export const datasetFaults = Object.fromEntries(
  Object.entries(faults).map(([code, [level, meaning, remedy]]) => [code, { level, code, meaning, remedy }]),
) as Readonly<Record<DatasetFaultCode, ReasonEntry & { readonly level: FaultEntry[0] }>>;

export interface DatasetFault extends Reason {
  readonly code: DatasetFaultCode;
  readonly level: FaultEntry[0];
}

/** A fault of a whole data set with its fixed level and remedy. */
export function datasetFault(code: DatasetFaultCode, message: string, measured?: Reason['measured']): DatasetFault {
  const { level, remedy } = datasetFaults[code];
  return { level, code, message, remedy, ...(measured !== undefined && { measured }) };
}
