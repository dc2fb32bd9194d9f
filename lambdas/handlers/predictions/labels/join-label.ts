import { predictionFolders, predictionMetadata } from '../../../contracts/key-layout';
import type { LabelRecord, LabelSource } from '../../../contracts/label-record';
import type { PredictionRecord } from '../../../contracts/prediction-record';
import type { GatheredLine } from '../../../domain/datasets/gathered-lines';
import { ownRecord } from '../../../domain/predictions/labels/judge-labels';
import type { LabelRow } from '../../../domain/predictions/labels/label-row';
import { type LabelItem, labelKey } from '../../../domain/predictions/prediction-items';
import { folderKey, incomingRest, partitionedKey } from '../../../domain/predictions/prediction-keys';
import type { Clock } from '../../../ports/clock';
import type { LedgerStore } from '../../../ports/ledger-store';
import type { LookCaller } from '../../../ports/look-caller';
import type { ObjectStore } from '../../../ports/object-store';
import { placeExample, withdrawExample } from './place-example';

export interface JoinEffects {
  readonly objects: ObjectStore;
  readonly store: LedgerStore;
  readonly clock: Clock;
  /** Who is told of labels. */
  readonly looks: Pick<LookCaller, 'labelled'>;
  readonly buckets: { readonly curated: string; readonly predictions: string };
}

export interface JoinLabelEffects extends JoinEffects {
  /** Given the records of examples that were written. */
  readonly gather: (line: GatheredLine | null) => void;
}

export interface LabelToJoin {
  readonly row: LabelRow;
  readonly prediction: PredictionRecord;
  /** What the prediction's label was when it was looked up; null when it had none. */
  readonly earlier: LabelItem | null;
  readonly source: LabelSource;
  readonly arrivedAt: Date;
  /** `there`: the label came with an example of its own. */
  readonly examples: 'place' | 'there';
}

export type Joined =
  | { readonly kind: 'joined'; readonly record: LabelRecord }
  /** Somebody else's label was faster, or was there before. */
  | { readonly kind: 'taken'; readonly by: LabelItem };

const secondsPerDay = 86_400;
/** As long as the prediction that it belongs to, and longer: a label is never joined twice. */
const keptDays = 4_000;

/**
 * Joins a label to its prediction, once: a retry finds what it joined and repeats the same effects under the same keys, or
 * nothing when they were complete.
 */
export async function joinLabel(label: LabelToJoin, effects: JoinLabelEffects): Promise<Joined> {
  const item = await claimLabel(label, effects);
  const record = ownRecord(item, { ...label.source, actual: label.row.label });
  if (!record) return { kind: 'taken', by: item };
  if (item.record === record && item.done === record.revision) return { kind: 'joined', record };
  const { prediction } = label;
  await effects.objects.put(
    { bucket: effects.buckets.predictions, key: partitionedKey('labels', record, record.joinedAt) },
    { bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`), contentType: 'application/x-ndjson' },
  );
  await leaveReview(prediction, effects);
  effects.gather(await withdrawExample(prediction, record, effects));
  if (label.examples === 'place') effects.gather(await placeExample(prediction, record, effects));
  await effects.looks.labelled(prediction);
  if (item.record === record) {
    // Lost when somebody corrects the label meanwhile, which repeats effects at worst.
    const done = { ...item, revision: item.revision + 1, done: record.revision };
    await effects.store.write([{ item: done, expectedRevision: item.revision }]);
  }
  return { kind: 'joined', record };
}

/** Writes the label where it is the first one or a correction. @returns what counts afterwards */
async function claimLabel(label: LabelToJoin, { store, clock }: JoinEffects): Promise<LabelItem> {
  const { row, prediction, source, earlier: before } = label;
  const isOwn = before && ownRecord(before, { ...source, actual: row.label });
  const replaces = before && row.corrects && before.record.actual !== row.label;
  if (before && (isOwn || !replaces)) return before;
  const record = recordOf(label, clock.now());
  const expiresAt = Math.floor(Date.parse(record.joinedAt) / 1000) + keptDays * secondsPerDay;
  const item: LabelItem = {
    ...labelKey(prediction.inferenceId),
    kind: 'label',
    revision: (before?.revision ?? 0) + 1,
    record,
    history: before ? [...before.history, before.record] : [],
    done: 0,
    expiresAt,
  };
  if ((await store.write([{ item, expectedRevision: before?.revision ?? 0 }])) === 'written') return item;
  const [found] = await store.read([labelKey(prediction.inferenceId)]);
  if (found?.kind === 'label') return found;
  throw new Error(`labels: the label of ${prediction.inferenceId} must stay, got none`);
}

function recordOf({ row, prediction, source, arrivedAt, earlier }: LabelToJoin, now: Date): LabelRecord {
  const { inferenceId, workload, key, label, score, correlationId, predictedAt } = prediction;
  const { modelPackageArn, modelVersion, artifactSha256, contentSha256 } = prediction;
  const before = earlier?.record;
  // Later than what it corrects, whatever two clocks say: the newest record of an example counts.
  const joinedMs = Math.max(now.getTime(), before ? Date.parse(before.joinedAt) + 1 : 0);
  return {
    schemaVersion: 1,
    inferenceId,
    workload,
    key,
    predicted: label,
    actual: row.label,
    score,
    modelPackageArn,
    modelVersion,
    artifactSha256,
    contentSha256,
    correlationId,
    predictedAt,
    labelledAt: row.labelledAt ?? arrivedAt.toISOString(),
    joinedAt: new Date(joinedMs).toISOString(),
    source,
    revision: (before?.revision ?? 0) + 1,
    corrects: before ? { actual: before.actual, joinedAt: before.joinedAt, source: before.source } : null,
  };
}

/** The question is answered. A newer prediction of the same image may have put another one there. */
async function leaveReview(prediction: PredictionRecord, { objects, buckets }: JoinEffects): Promise<void> {
  const { workload, key, inferenceId, forReview } = prediction;
  const rest = incomingRest(workload, key);
  if (!forReview || rest === null) return;
  const shown = { bucket: buckets.predictions, key: folderKey(workload, predictionFolders.review, rest) };
  const there = await objects.head(shown);
  if (there?.metadata[predictionMetadata.inferenceId] === inferenceId) await objects.remove(shown);
}
