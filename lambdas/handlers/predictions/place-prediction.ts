import { predictionMetadata, sourceVersionMetadata } from '../../contracts/key-layout';
import type { PredictionRecord } from '../../contracts/prediction-record';
import { type PlacementItem, placementKey, predictionKey } from '../../domain/predictions/prediction-items';
import { folderKey, foldersOf, partitionedKey } from '../../domain/predictions/prediction-keys';
import type { LedgerStore } from '../../ports/ledger-store';
import type { ObjectStore } from '../../ports/object-store';
import type { Ledger } from '../ingestion/ledger';
import type { Predicted } from './predict';
import type { PreparedImage } from './prepare-image';

export interface PlacePredictionEffects {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly store: LedgerStore;
  readonly predictionsBucket: string;
}

export type Placed = { readonly record: PredictionRecord; readonly outcome: 'placed' | 'vanished' | 'lost' };

const secondsPerDay = 86_400;
/** Longer than labels are taken, so that a late one is told from an unknown one. */
const graceDays = 90;
/** Of user metadata S3 takes 2 KB; ours takes 300 bytes of it. */
const metadataLimitBytes = 1_700;

/**
 * Gives a prediction its effect: the copies, the record, then the outcome in the ledger. The first prediction counts: a
 * retry after a crash finds it and repeats the same effects under the same keys.
 */
export async function placePrediction(predicted: Predicted, effects: PlacePredictionEffects): Promise<Placed> {
  const { image } = predicted;
  const record = image.known ?? (await keepFirst(predicted, effects));
  const folders = foldersOf(record);
  for (const folder of folders) {
    if ((await copyTo(folder, { image, record }, effects)) === 'copied') continue;
    const done = await effects.ledger.complete(image.claim, { outcome: 'vanished' });
    return { record, outcome: done === 'lost' ? 'lost' : 'vanished' };
  }
  await effects.objects.put(
    { bucket: effects.predictionsBucket, key: partitionedKey('records', record, record.predictedAt) },
    { bytes: new TextEncoder().encode(`${JSON.stringify(record)}\n`), contentType: 'application/x-ndjson' },
  );
  const done = await settle({ image, record }, folders, effects);
  return { record, outcome: done === 'lost' ? 'lost' : 'placed' };
}

async function keepFirst({ image, record }: Predicted, { store }: PlacePredictionEffects): Promise<PredictionRecord> {
  const at = predictionKey(record.inferenceId);
  const kept = (image.plan.policy.maxLabelDays + graceDays) * secondsPerDay;
  const expiresAt = Math.floor(Date.parse(record.predictedAt) / 1000) + kept;
  const item = { ...at, kind: 'prediction', revision: 1, record, expiresAt } as const;
  if ((await store.write([{ item, expectedRevision: 0 }])) === 'written') return record;
  const [found] = await store.read([at]);
  return found?.kind === 'prediction' ? found.record : record;
}

async function copyTo(folder: string, { image, record }: Predicted, effects: PlacePredictionEffects) {
  const target = { bucket: effects.predictionsBucket, key: folderKey(record.workload, folder, image.rest) };
  if (image.claim.attempt > 1) {
    const there = await effects.objects.head(target);
    if (there?.metadata[predictionMetadata.inferenceId] === record.inferenceId) return 'copied';
  }
  const source = { bucket: image.message.bucket, key: record.key, versionId: record.curatedVersion };
  const contentType = image.contentType;
  return effects.objects.copy(source, target, { contentType, metadata: metadataOf(image, record) });
}

function metadataOf(image: PreparedImage, record: PredictionRecord): Readonly<Record<string, string>> {
  const own = {
    [sourceVersionMetadata]: record.sourceVersion,
    [predictionMetadata.inferenceId]: record.inferenceId,
    ...(record.label !== null && { [predictionMetadata.label]: record.label }),
    ...(record.score !== null && { [predictionMetadata.score]: record.score.toFixed(4) }),
    ...(record.modelVersion !== null && { [predictionMetadata.modelVersion]: `${record.modelVersion}` }),
  };
  const bytes = Object.entries(image.metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return bytes > metadataLimitBytes ? own : { ...image.metadata, ...own };
}

/** Takes the image out of folders that an earlier prediction put it into, and writes where it lies with the outcome. */
async function settle({ image, record }: Predicted, folders: readonly string[], effects: PlacePredictionEffects) {
  const at = placementKey(image.message.bucket, record.key);
  // An image whose key was never claimed before lies nowhere.
  const isFirst = image.claim.held.head.revision === 1;
  const [found] = isFirst ? [] : await effects.store.read([at]);
  const before = found?.kind === 'placement' ? found : undefined;
  for (const folder of before?.folders.filter(one => !folders.includes(one)) ?? []) {
    const key = folderKey(record.workload, folder, image.rest);
    await effects.objects.remove({ bucket: effects.predictionsBucket, key });
  }
  const { inferenceId } = record;
  const revision = before?.revision ?? 0;
  const item: PlacementItem = { ...at, kind: 'placement', revision: revision + 1, inferenceId, folders };
  return effects.ledger.complete(image.claim, {
    outcome: record.label === null ? 'rejected' : 'accepted',
    reasonCodes: record.refusal === null ? [] : [record.refusal.code],
    also: [{ item, expectedRevision: revision }],
  });
}
