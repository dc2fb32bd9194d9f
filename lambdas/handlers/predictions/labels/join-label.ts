import { predictionFolders, predictionMetadata } from '../../../contracts/key-layout';
import type { LabelRecord, LabelSource } from '../../../contracts/label-record';
import type { PredictionRecord } from '../../../contracts/prediction-record';
import type { LabelRow } from '../../../domain/predictions/labels/label-row';
import { type LabelItem, labelKey } from '../../../domain/predictions/prediction-items';
import { folderKey, incomingRest, partitionedKey } from '../../../domain/predictions/prediction-keys';
import type { Clock } from '../../../ports/clock';
import type { LedgerStore } from '../../../ports/ledger-store';
import type { ObjectStore } from '../../../ports/object-store';

export interface JoinEffects {
  readonly objects: ObjectStore;
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly buckets: { readonly curated: string; readonly predictions: string };
}

export interface LabelToJoin {
  readonly row: LabelRow;
  readonly prediction: PredictionRecord;
  readonly source: LabelSource;
  readonly arrivedAt: Date;
}

export type Joined =
  | { readonly kind: 'joined'; readonly record: LabelRecord }
  /** Somebody else's label was faster. */
  | { readonly kind: 'taken'; readonly by: LabelItem };

const secondsPerDay = 86_400;
/** As long as the prediction that it belongs to, and longer: a label is never joined twice. */
const keptDays = 4_000;

/** Joins a label to its prediction, once: a retry finds what it joined and repeats the same effects under the same keys. */
export async function joinLabel(label: LabelToJoin, effects: JoinEffects): Promise<Joined> {
  const { prediction, source } = label;
  const at = labelKey(prediction.inferenceId);
  const wanted = recordOf(label, effects.clock.now());
  const expiresAt = Math.floor(Date.parse(wanted.joinedAt) / 1000) + keptDays * secondsPerDay;
  const item: LabelItem = { ...at, kind: 'label', revision: 1, record: wanted, expiresAt };
  const written = await effects.store.write([{ item, expectedRevision: 0 }]);
  const [found] = written === 'written' ? [item] : await effects.store.read([at]);
  if (found?.kind !== 'label') throw new Error(`labels: the label of ${prediction.inferenceId} must stay, got none`);
  if (!isSame(found.record.source, source)) return { kind: 'taken', by: found };
  const { record } = found;
  await effects.objects.put(
    { bucket: effects.buckets.predictions, key: partitionedKey('labels', record, record.joinedAt) },
    { bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`), contentType: 'application/x-ndjson' },
  );
  await leaveReview(prediction, effects);
  return { kind: 'joined', record };
}

const isSame = (one: LabelSource, other: LabelSource): boolean =>
  one.bucket === other.bucket && one.key === other.key && one.versionId === other.versionId && one.line === other.line;

function recordOf({ row, prediction, source, arrivedAt }: LabelToJoin, now: Date): LabelRecord {
  const { inferenceId, workload, key, label, score, correlationId, predictedAt } = prediction;
  const { modelPackageArn, modelVersion, artifactSha256, contentSha256 } = prediction;
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
    joinedAt: now.toISOString(),
    source,
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
