import type { ClassPlan } from '../../../contracts/prediction-plan';
import { mapInFlight } from '../../../domain/in-flight';
import { judgeLabels, type LabelFileContext } from '../../../domain/predictions/labels/judge-labels';
import { isRejected, type LabelRow, type RejectedLabel } from '../../../domain/predictions/labels/label-row';
import { findPredictions } from './find-predictions';
import { type JoinEffects, joinLabel } from './join-label';
import { placeExample } from './place-example';

const labelsInFlight = 16;

export interface LabelBatch extends LabelFileContext {
  readonly workload: string;
  readonly plan: ClassPlan;
  readonly rows: readonly (LabelRow | RejectedLabel)[];
  /** `there`: the labels came with examples of their own. */
  readonly examples: 'place' | 'there';
}

export interface JoinedRows {
  readonly joined: number;
  readonly rejected: readonly RejectedLabel[];
}

/** Judges the labels of one file and joins those that answer a prediction. */
export async function joinRows(batch: LabelBatch, effects: JoinEffects): Promise<JoinedRows> {
  const readable = batch.rows.filter((row): row is LabelRow => !isRejected(row));
  const source = { store: effects.store, curatedBucket: effects.buckets.curated };
  const found = await findPredictions(batch.workload, readable, source);
  const verdicts = judgeLabels(found, batch);
  const outcomes = await mapInFlight(verdicts, labelsInFlight, async (verdict): Promise<RejectedLabel | null> => {
    if (verdict.kind === 'reject') return verdict.rejected;
    return joinOne({ row: verdict.row, prediction: verdict.prediction }, batch, effects);
  });
  const rejected = [...batch.rows.filter(isRejected), ...outcomes.filter(outcome => outcome !== null)];
  return {
    joined: outcomes.filter(outcome => outcome === null).length,
    rejected: rejected.sort((one, other) => one.line - other.line),
  };
}

type Answer = Pick<Parameters<typeof joinLabel>[0], 'row' | 'prediction'>;

/** @returns why not, null when it is joined */
async function joinOne(answer: Answer, batch: LabelBatch, effects: JoinEffects): Promise<RejectedLabel | null> {
  const { bucket, key, versionId, arrivedAt, examples } = batch;
  const { row, prediction } = answer;
  const done = await joinLabel(
    { row, prediction, arrivedAt, source: { bucket, key, versionId, line: row.line } },
    effects,
  );
  if (done.kind === 'taken') {
    const [verdict] = judgeLabels([{ row, prediction, earlier: done.by }], batch);
    if (verdict?.kind === 'reject') return verdict.rejected;
    throw new Error(`labels: ${prediction.inferenceId} must have one label, got another meanwhile; try again`);
  }
  if (examples === 'place') await placeExample(prediction, done.record, effects);
  return null;
}
