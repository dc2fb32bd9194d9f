/** Why a label does not answer its prediction; docs/reasons.md is generated from this list. */
import type { Reason, ReasonEntry } from './reasons';

type Entry = readonly [level: 'file' | 'row', meaning: string, remedy: string];

const entries = {
  NO_PREDICTIONS: [
    'file',
    'The workload makes no predictions from single arrivals, so that no label can answer one.',
    'Send labels to a workload whose images are classified.',
  ],
  UNREADABLE_LINE: [
    'row',
    'The line is no JSON object with texts in its fields.',
    'Write one object a line: `{"inference_id": "…", "label": "…"}`, or `key` instead of `inference_id`.',
  ],
  NO_REFERENCE: [
    'row',
    'The row names neither an inference id nor a key.',
    'Fill `inference_id` (32 hexadecimal digits, in the prediction record) or `key` (`incoming/<workload>/…`).',
  ],
  UNKNOWN_PREDICTION: [
    'row',
    'No prediction of the workload has that inference id, or no image with that key was classified.',
    'Correct the reference; of an image that was not classified yet, send the label again afterwards.',
  ],
  UNKNOWN_LABEL: [
    'row',
    'The label is none of the classes of the workload.',
    'Correct the spelling (capitals and hyphens count), or add the class to the workload.',
  ],
  CONFLICTING_LABELS: [
    'row',
    'The prediction has another label too: in the same file, where none of them counts, or from before, which stays.',
    'Look at the picture; if the new label is right, send it as a correction: `everloop label --correct`, or `corrects` in the file.',
  ],
  NOT_TRUE_OR_FALSE: [
    'row',
    'The field `corrects` says neither `true` nor `false`.',
    'Write `true` for a label that replaces an earlier one; otherwise `false`, or nothing.',
  ],
  DUPLICATE_LABEL: ['row', 'The prediction has the same label already.', 'Nothing: it counts once.'],
  LATE_LABEL: [
    'row',
    'The label came more than `predictions.maxLabelDays` after its prediction.',
    'Raise `predictions.maxLabelDays` if labels take that long; to train on the picture, upload it with its class.',
  ],
} as const satisfies Record<string, Entry>;

export type LabelReasonCode = keyof typeof entries;

export const labelReasons = Object.fromEntries(
  Object.entries(entries).map(([code, [level, meaning, remedy]]) => [code, { code, level, meaning, remedy }]),
) as Readonly<Record<LabelReasonCode, ReasonEntry & { readonly level: Entry[0] }>>;

/** `message` says what must hold and what was found. */
export function labelReason(code: LabelReasonCode, message: string, measured?: Reason['measured']): Reason {
  const { remedy } = labelReasons[code];
  return measured === undefined ? { code, message, remedy } : { code, message, remedy, measured };
}
