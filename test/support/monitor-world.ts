import { type DriftPolicy, driftPolicySchema } from '../../lambdas/contracts/drift-policy';
import type { LabelRecord } from '../../lambdas/contracts/label-record';
import type { monitoringFiles } from '../../lambdas/contracts/monitoring';
import type { PredictionRecord } from '../../lambdas/contracts/prediction-record';
import { featuresKey } from '../../lambdas/domain/datasets/dataset-keys';
import { inferenceIdOf } from '../../lambdas/domain/predictions/inference-id';
import { partitionedKey } from '../../lambdas/domain/predictions/prediction-keys';
import { normal } from './random';
import { fileOfWindow, line, minute, placeRecords, start, watchedWorld } from './watched-world';

export { minute, start };

export const workload = 'shoes';
export const classes = ['bags', 'footwear'];
const manifestId = 'a'.repeat(64);

/** How pictures look: brightness and contrast move with it, the aspect ratio never does. */
export interface Scene {
  readonly brightness: number;
  /** Share of bags among them. */
  readonly bags: number;
}
export const usual: Scene = { brightness: 120, bags: 0.5 };
export const dark: Scene = { brightness: 40, bags: 0.5 };

export function featuresOf(scene: Scene, seed: number): Record<string, number>[] {
  const gauss = normal(seed);
  return Array.from({ length: 400 }, () => ({
    brightness: scene.brightness + 20 * gauss(),
    contrast: scene.brightness / 3 + 8 * gauss(),
    aspectRatio: 1 + 0.1 * gauss(),
    sizeBytes: Math.exp(10 + 0.4 * gauss()),
  }));
}

/** What a data set keeps of its training examples. */
export const featureLines = (scene: Scene, seed: number): string =>
  featuresOf(scene, seed)
    .map((features, row) => {
      const sha256 = (row * 7_919_111).toString(16).padStart(64, '0');
      return `${JSON.stringify({ sha256, features })}\n`;
    })
    .join('');

/** Nine of ten golden pictures of each class were found. */
export function evaluationOf(id: string): string {
  const perClass = Object.fromEntries(
    classes.map(label => [label, { recall: 0.9, precision: 0.9, npv: 0.9, f1: 0.9, support: 500 }]),
  );
  const golden = {
    count: 1000,
    perClass,
    confusion: [
      [450, 50],
      [50, 450],
    ],
  };
  const everloop = {
    formatVersion: 1,
    workload: id,
    goldenManifestId: manifestId,
    classes,
    challenger: { contentSha256: manifestId, golden, drift: null },
    champion: null,
    championProblem: null,
  };
  return JSON.stringify({ everloop });
}

/** A workload whose version 3 was trained on usual pictures and found nine of ten golden ones of each class. */
export async function monitorWorld(own: Partial<DriftPolicy> = {}) {
  const policy = driftPolicySchema.parse({ windowSeconds: 600, stepSeconds: 600, graceSeconds: 0, ...own });
  const plans = {
    [workload]: { kind: 'classes', classes, policy },
    hats: { kind: 'none', why: 'nothing predicts' },
  } as const;
  const world = { ...watchedWorld(workload, plans), policy };
  await addVersion(world, 3, usual);
  return world;
}

export type MonitorWorld = Awaited<ReturnType<typeof monitorWorld>>;

export async function addVersion(
  { objects, registry }: Pick<MonitorWorld, 'objects' | 'registry'>,
  version: number,
  scene: Scene,
): Promise<void> {
  const id = `${version}`.repeat(64).slice(0, 64);
  const put = (key: string, bytes: string) =>
    objects.put({ bucket: 'models', key }, { bytes: Buffer.from(bytes), contentType: 'application/json' });
  await put(featuresKey(workload, id), featureLines(scene, version));
  await put(`training/${version}/evaluation.json`, evaluationOf(workload));
  registry.register(workload, {
    arn: `arn:${version}`,
    version,
    approval: 'Approved',
    createdAt: '2026-11-01T00:00:00Z',
    metadata: { datasetManifestId: id, artifactSha256: id },
    qualityUri: `s3://models/training/${version}/evaluation.json`,
  });
}

/** A prediction at a moment; right in nine of ten unless it says otherwise. */
export interface Shot {
  readonly minute: number;
  readonly count?: number;
  readonly scene?: Scene;
  readonly seed?: number;
  readonly version?: number;
}

/** Records of `count` predictions, spread over ten minutes from `minute` on. */
export function shots({ minute: from, count = 300, scene = usual, seed = 1, version = 3 }: Shot): PredictionRecord[] {
  const features = featuresOf(scene, 1000 * seed + from);
  const gauss = normal(seed + from);
  return Array.from({ length: count }, (_, row): PredictionRecord => {
    const at = new Date(start + from * minute + Math.floor((row * 10 * minute) / count)).toISOString();
    const key = `incoming/${workload}/${from}-${seed}-${row}.jpg`;
    const label = row % 100 < scene.bags * 100 ? 'bags' : 'footwear';
    const score = Math.min(1, 0.9 + 0.03 * gauss());
    return {
      schemaVersion: 1,
      inferenceId: inferenceIdOf({ workload, key, sourceVersion: '1' }),
      workload,
      key,
      sourceVersion: '1',
      curatedVersion: '1',
      featuresKey: 'x',
      modelPackageArn: null,
      modelVersion: version,
      artifactSha256: null,
      contentSha256: null,
      correlationId: null,
      label,
      score,
      probabilities: { [label]: score },
      forReview: false,
      refusal: null,
      features: features[row % features.length]!,
      milliseconds: 5,
      itemsInCall: 1,
      arrivedAt: at,
      predictedAt: at,
    };
  });
}

export const place = (world: Pick<MonitorWorld, 'objects'>, records: readonly PredictionRecord[]) =>
  placeRecords(world, records);

export interface Answer {
  readonly joinedAt: string;
  readonly actual: string;
  readonly revision?: number;
  /** Of the file it came in. */
  readonly line?: number;
}

/** What was true of a prediction. */
export function labelOf(
  record: PredictionRecord,
  { joinedAt, actual, revision = 1, line: at = 2 }: Answer,
): LabelRecord {
  const { inferenceId, workload: id, key, label, score, predictedAt } = record;
  const { modelPackageArn, modelVersion, artifactSha256, contentSha256, correlationId } = record;
  const source = { bucket: 'intake', key: 'labels/x.csv', versionId: '1', line: at };
  const answering = { modelPackageArn, modelVersion, artifactSha256, contentSha256, correlationId };
  const moments = { predictedAt, labelledAt: joinedAt, joinedAt };
  const what = { inferenceId, workload: id, key, predicted: label, actual, score };
  return { schemaVersion: 1, ...what, ...answering, ...moments, source, revision, corrects: null };
}

export const lineKey = partitionedKey;

/** A file of the window that ended so many minutes after the start; undefined when there is none. */
export const fileOf = (world: Pick<MonitorWorld, 'objects'>, endMinute: number, file?: keyof typeof monitoringFiles) =>
  fileOfWindow(workload, world, { endMinute, file });

/** Labels of predictions; `actual` says what each shows. */
export async function answer(
  { objects }: Pick<MonitorWorld, 'objects'>,
  records: readonly PredictionRecord[],
  how: {
    readonly minute: number;
    readonly actual: (record: PredictionRecord, row: number) => string;
    readonly revision?: number;
  },
) {
  const joinedAt = new Date(start + how.minute * minute).toISOString();
  const { revision = 1 } = how;
  for (const [row, record] of records.entries()) {
    objects.time = Date.parse(joinedAt);
    const label = labelOf(record, { joinedAt, actual: how.actual(record, row), revision, line: row + 2 });
    await objects.put({ bucket: 'predictions', key: partitionedKey('labels', label, joinedAt) }, line(label));
  }
}
