import { type LabelReasonCode, labelReason } from '../../../contracts/label-reasons';
import type { LabelRecord, LabelSource } from '../../../contracts/label-record';
import type { ClassPlan } from '../../../contracts/prediction-plan';
import type { PredictionRecord } from '../../../contracts/prediction-record';
import { quoted } from '../../rows/quoted';
import type { LabelItem } from '../prediction-items';
import type { LabelRow, RejectedLabel } from './label-row';

const dayMs = 86_400_000;
/** The history lies in one item, of at most 400 KB; a record may take 3 KB. */
const mostCorrections = 50;

/** A label with the prediction that it speaks of. */
export interface FoundLabel {
  readonly row: LabelRow;
  /** Null when there is no such prediction. */
  readonly prediction: PredictionRecord | null;
  /** That answered the prediction before. */
  readonly earlier: LabelItem | null;
}

export interface LabelFileContext {
  readonly plan: ClassPlan;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** When the labels arrived. */
  readonly arrivedAt: Date;
}

export type LabelVerdict =
  | ({ readonly kind: 'join'; readonly prediction: PredictionRecord } & Pick<FoundLabel, 'row' | 'earlier'>)
  | { readonly kind: 'reject'; readonly rejected: RejectedLabel };

/**
 * Decides on the labels of one file, which speak of one another: of two for the same prediction the first counts when
 * they agree, none when they don't. A label that an earlier try at this very line joined is joined again, with the same
 * effect; a correction takes the place of another label. In the order of `labels`.
 */
export function judgeLabels(labels: readonly FoundLabel[], file: LabelFileContext): LabelVerdict[] {
  const byPrediction = new Map<string, LabelRow[]>();
  for (const { row, prediction } of labels) {
    if (!prediction || !file.plan.classes.includes(row.label)) continue;
    byPrediction.set(prediction.inferenceId, [...(byPrediction.get(prediction.inferenceId) ?? []), row]);
  }
  return labels.map(found => {
    const reason = fault(found, byPrediction.get(found.prediction?.inferenceId ?? '') ?? [], file);
    const { row, prediction, earlier } = found;
    if (reason === null && prediction) return { kind: 'join', row, prediction, earlier };
    const { code, message } = reason as Fault;
    const rejected = { ...labelReason(code, `line ${row.line}: ${message}`), line: row.line, raw: row.raw };
    return { kind: 'reject', rejected };
  });
}

interface Fault {
  readonly code: LabelReasonCode;
  readonly message: string;
}

function fault(
  { row, prediction, earlier }: FoundLabel,
  sameFile: readonly LabelRow[],
  file: LabelFileContext,
): Fault | null {
  const { classes } = file.plan;
  if (!classes.includes(row.label)) {
    return { code: 'UNKNOWN_LABEL', message: `label must be one of ${classes.join(', ')}, got ${quoted(row.label)}` };
  }
  if (!prediction) {
    const got =
      row.inferenceId === undefined ? `key ${quoted(row.key ?? '')}` : `inference_id ${quoted(row.inferenceId)}`;
    return { code: 'UNKNOWN_PREDICTION', message: `a prediction must exist, got ${got}` };
  }
  const other = sameFile.find(({ label }) => label !== row.label);
  if (other) {
    const message = `label must be the same on each line of a prediction, got ${row.label} here and ${other.label} on line ${other.line}`;
    return { code: 'CONFLICTING_LABELS', message };
  }
  const first = sameFile[0];
  if (first && first.line < row.line) {
    return { code: 'DUPLICATE_LABEL', message: `a prediction must have one label, got the same on line ${first.line}` };
  }
  return (earlier && earlierFault(row, earlier, file)) ?? lateFault(prediction, file);
}

function earlierFault(row: LabelRow, earlier: LabelItem, file: LabelFileContext): Fault | null {
  if (ownRecord(earlier, { ...file, line: row.line, actual: row.label })) return null;
  const { actual, source, joinedAt, revision } = earlier.record;
  const before = `got ${actual} on ${joinedAt.slice(0, 10)} from ${source.key}`;
  if (actual === row.label) return { code: 'DUPLICATE_LABEL', message: `a prediction must have one label, ${before}` };
  if (!row.corrects) {
    return { code: 'CONFLICTING_LABELS', message: `label must be that of before, ${before}, and ${row.label} now` };
  }
  if (revision <= mostCorrections) return null;
  return { code: 'CONFLICTING_LABELS', message: `label may be corrected ${mostCorrections} times, ${before}` };
}

/** The record, current or corrected since, that an earlier try at this very line joined. */
export function ownRecord(
  { record, history }: LabelItem,
  { bucket, key, versionId, line, actual }: LabelSource & Pick<LabelRecord, 'actual'>,
): LabelRecord | undefined {
  return [record, ...history].find(
    ({ source, actual: said }) =>
      source.bucket === bucket &&
      source.key === key &&
      source.versionId === versionId &&
      source.line === line &&
      said === actual,
  );
}

function lateFault(prediction: PredictionRecord, { plan, arrivedAt }: LabelFileContext): Fault | null {
  const days = (arrivedAt.getTime() - Date.parse(prediction.predictedAt)) / dayMs;
  const { maxLabelDays } = plan.policy;
  if (days <= maxLabelDays) return null;
  const message = `label must come within ${maxLabelDays} days, got one ${Math.floor(days)} days after its prediction`;
  return { code: 'LATE_LABEL', message };
}
