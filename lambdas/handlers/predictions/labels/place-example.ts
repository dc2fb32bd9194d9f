import { predictionMetadata, sourceVersionMetadata } from '../../../contracts/key-layout';
import type { LabelRecord } from '../../../contracts/label-record';
import type { PredictionRecord } from '../../../contracts/prediction-record';
import { recordKey } from '../../../domain/ingestion/record-key';
import { feedbackKey } from '../../../domain/predictions/labels/label-keys';
import { incomingRest } from '../../../domain/predictions/prediction-keys';
import type { JoinEffects } from './join-label';

/**
 * Makes a labelled image a training example of the source `feedback`, by a copy and a record like those of uploads; data
 * sets decide on its split and on how much feedback they take. The version that was classified is copied, whatever came
 * later. @returns its key, null when that version or its record is gone
 */
export async function placeExample(
  prediction: PredictionRecord,
  label: LabelRecord,
  { objects, buckets: { curated: bucket } }: JoinEffects,
): Promise<string | null> {
  const { workload, key, sourceVersion, curatedVersion, inferenceId } = prediction;
  const rest = incomingRest(workload, key);
  const features = await objects.get({ bucket, key: prediction.featuresKey });
  if (!features || rest === null) return null;
  const target = { bucket, key: feedbackKey(workload, label.actual, rest) };
  const there = await objects.head(target);
  if (there?.metadata[predictionMetadata.inferenceId] !== inferenceId) {
    const source = { bucket, key, versionId: curatedVersion };
    const metadata = { [sourceVersionMetadata]: sourceVersion, [predictionMetadata.inferenceId]: inferenceId };
    const original = await objects.head(source);
    const contentType = original?.contentType ?? null;
    if ((await objects.copy(source, target, { contentType, metadata })) === 'missing') return null;
  }
  const day = label.joinedAt.slice(0, 10);
  const document = {
    ...JSON.parse(new TextDecoder().decode(features.bytes)),
    key: target.key,
    day,
    judgedAt: label.joinedAt,
    label: label.actual,
    answers: inferenceId,
  };
  await objects.put(
    { bucket, key: recordKey({ kind: 'features', workload, day, key: target.key, versionId: sourceVersion }) },
    { bytes: new TextEncoder().encode(JSON.stringify(document)), contentType: 'application/json' },
  );
  return target.key;
}
