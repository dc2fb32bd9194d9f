import type { LabelRecord } from '../../../contracts/label-record';
import type { ClassPlan } from '../../../contracts/prediction-plan';
import type { GatheredLine } from '../../../domain/datasets/gathered-lines';
import { mapInFlight } from '../../../domain/in-flight';
import { judgeLabels, type LabelFileContext, type LabelVerdict } from '../../../domain/predictions/labels/judge-labels';
import { isRejected, type LabelRow, type RejectedLabel } from '../../../domain/predictions/labels/label-row';
import { writeGathered } from '../../training/gathered-files';
import { findPredictions } from './find-predictions';
import { type JoinEffects, type JoinLabelEffects, joinLabel } from './join-label';

const labelsInFlight = 16;
/** A file of 10,000 labels takes more than one try. */
const gatheredAtATime = 500;
/** Others may label the same prediction at the same moment; more often than that nobody does. */
const mostTries = 4;

export interface LabelBatch extends LabelFileContext {
  readonly workload: string;
  readonly plan: ClassPlan;
  readonly rows: readonly (LabelRow | RejectedLabel)[];
  /** `there`: the labels came with examples of their own. */
  readonly examples: 'place' | 'there';
}

export interface JoinedRows {
  readonly joined: number;
  /** Of them, those that took the place of another label. */
  readonly corrected: number;
  readonly rejected: readonly RejectedLabel[];
}

/** Judges the labels of one file and joins those that answer a prediction: its corrections after its other labels. */
export async function joinRows(batch: LabelBatch, effects: JoinEffects): Promise<JoinedRows> {
  const readable = batch.rows.filter((row): row is LabelRow => !isRejected(row));
  const outcomes = [
    ...(await joinPass(
      readable.filter(row => !row.corrects),
      batch,
      effects,
    )),
    ...(await joinPass(
      readable.filter(row => row.corrects),
      batch,
      effects,
    )),
  ];
  const rejected = [...batch.rows.filter(isRejected), ...outcomes.filter(isRefused)];
  const joined = outcomes.flatMap(outcome => (isRefused(outcome) ? [] : [outcome]));
  return {
    joined: joined.length,
    corrected: joined.filter(({ revision }) => revision > 1).length,
    rejected: rejected.sort((one, other) => one.line - other.line),
  };
}

const isRefused = (outcome: LabelRecord | RejectedLabel): outcome is RejectedLabel => 'code' in outcome;

async function joinPass(rows: readonly LabelRow[], batch: LabelBatch, effects: JoinEffects) {
  const source = { store: effects.store, curatedBucket: effects.buckets.curated };
  const verdicts = judgeLabels(await findPredictions(batch.workload, rows, source), batch);
  const outcomes: (LabelRecord | RejectedLabel)[] = [];
  for (let from = 0; from < verdicts.length; from += gatheredAtATime) {
    outcomes.push(...(await joinPart(verdicts.slice(from, from + gatheredAtATime), batch, effects)));
  }
  return outcomes;
}

/** What was joined is gathered even if the rest fails: a retry has nothing to do for it. */
async function joinPart(verdicts: readonly LabelVerdict[], batch: LabelBatch, effects: JoinEffects) {
  const gathered: GatheredLine[] = [];
  const gather = (line: GatheredLine | null) => void (line && gathered.push(line));
  try {
    return await mapInFlight(verdicts, labelsInFlight, async verdict =>
      verdict.kind === 'reject' ? verdict.rejected : joinOne(verdict, batch, { ...effects, gather }),
    );
  } finally {
    await writeGathered(batch.workload, gathered, { objects: effects.objects, bucket: effects.buckets.curated });
  }
}

async function joinOne(
  { row, prediction, earlier }: Extract<LabelVerdict, { kind: 'join' }>,
  batch: LabelBatch,
  effects: JoinLabelEffects,
): Promise<LabelRecord | RejectedLabel> {
  const { bucket, key, versionId, arrivedAt, examples } = batch;
  const source = { bucket, key, versionId, line: row.line };
  let known = earlier;
  for (let tries = 0; tries < mostTries; tries++) {
    const done = await joinLabel({ row, prediction, earlier: known, arrivedAt, source, examples }, effects);
    if (done.kind === 'joined') return done.record;
    known = done.by;
    const [verdict] = judgeLabels([{ row, prediction, earlier: known }], batch);
    if (verdict?.kind === 'reject') return verdict.rejected;
  }
  throw new Error(`labels: ${prediction.inferenceId} must stay as it is for a moment, got ${mostTries} other labels`);
}
