import { intakePrefixes, predictionMetadata, sourceVersionMetadata } from '../../../contracts/key-layout';
import type { LabelRecord } from '../../../contracts/label-record';
import type { PredictionRecord } from '../../../contracts/prediction-record';
import type { GatheredLine } from '../../../domain/datasets/gathered-lines';
import { recordKey } from '../../../domain/ingestion/record-key';
import { feedbackKey } from '../../../domain/predictions/labels/label-keys';
import { incomingRest } from '../../../domain/predictions/prediction-keys';
import type { ObjectStore } from '../../../ports/object-store';

export interface ExampleEffects {
  readonly objects: ObjectStore;
  readonly buckets: { readonly curated: string };
}

/**
 * Makes a labelled image a training example of the source `feedback`, by a copy and a record like those of uploads; data
 * sets decide on its split and on how much feedback they take. The version that was classified is copied, whatever came
 * later. @returns its record, null when that version or the record of it is gone
 */
export async function placeExample(
  prediction: PredictionRecord,
  label: LabelRecord,
  effects: ExampleEffects,
): Promise<GatheredLine | null> {
  const { objects, buckets } = effects;
  const { workload, key, sourceVersion, curatedVersion, inferenceId } = prediction;
  const rest = incomingRest(workload, key);
  const features = await featuresOf(prediction, effects);
  if (features === null || rest === null) return null;
  const target = { bucket: buckets.curated, key: feedbackKey(workload, label.actual, rest) };
  const there = await objects.head(target);
  if (there?.metadata[predictionMetadata.inferenceId] !== inferenceId) {
    const source = { bucket: buckets.curated, key, versionId: curatedVersion };
    const metadata = { [sourceVersionMetadata]: sourceVersion, [predictionMetadata.inferenceId]: inferenceId };
    const original = await objects.head(source);
    const contentType = original?.contentType ?? null;
    if ((await objects.copy(source, target, { contentType, metadata })) === 'missing') return null;
  }
  const versionId = label.revision === 1 ? sourceVersion : `${sourceVersion}.${label.revision}`;
  const example = { ...features, key: target.key, label: label.actual };
  return writeRecord(example, { prediction, label, versionId }, effects);
}

/**
 * Takes the example of the corrected label away from data sets: a newer record of it says so. Its object stays, since data
 * sets of before name it. Records of labels have keys of their own and a moment each, so that they may be written again in
 * any order.
 */
export async function withdrawExample(
  prediction: PredictionRecord,
  label: LabelRecord,
  effects: ExampleEffects,
): Promise<GatheredLine | null> {
  const { workload, key, sourceVersion } = prediction;
  const rest = incomingRest(workload, key);
  const features = label.corrects && (await featuresOf(prediction, effects));
  if (!label.corrects || !features || rest === null) return null;
  const { actual, source } = label.corrects;
  const example = source.key.startsWith(intakePrefixes.labelled) ? source.key : feedbackKey(workload, actual, rest);
  const { label: _, ...unlabelled } = features;
  const versionId = `${sourceVersion}.withdrawn-${label.revision}`;
  return writeRecord({ ...unlabelled, key: example, withdrawn: true }, { prediction, label, versionId }, effects);
}

type Features = Readonly<Record<string, unknown>>;

/** Of the image as it was classified. */
async function featuresOf(
  { featuresKey }: PredictionRecord,
  { objects, buckets }: ExampleEffects,
): Promise<Features | null> {
  const stored = await objects.get({ bucket: buckets.curated, key: featuresKey });
  return stored ? JSON.parse(new TextDecoder().decode(stored.bytes)) : null;
}

interface RecordOfExample {
  readonly prediction: PredictionRecord;
  readonly label: LabelRecord;
  readonly versionId: string;
}

async function writeRecord(
  document: Features & { readonly key: string },
  { prediction, label, versionId }: RecordOfExample,
  { objects, buckets }: ExampleEffects,
): Promise<GatheredLine> {
  const { workload, inferenceId, predictedAt } = prediction;
  const day = label.joinedAt.slice(0, 10);
  const text = JSON.stringify({ ...document, day, judgedAt: label.joinedAt, predictedAt, answers: inferenceId });
  const key = recordKey({ kind: 'examples', workload, day, key: document.key, versionId });
  const bytes = new TextEncoder().encode(text);
  const { etag } = await objects.put({ bucket: buckets.curated, key }, { bytes, contentType: 'application/json' });
  return [key, etag, text];
}
