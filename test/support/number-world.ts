import { numberDriftPolicySchema } from '../../lambdas/contracts/drift-policy';
import type { monitoringFiles } from '../../lambdas/contracts/monitoring';
import type { NumberLabelRecord } from '../../lambdas/contracts/number-label-record';
import type { NumberRecord } from '../../lambdas/contracts/number-record';
import { featuresKey } from '../../lambdas/domain/datasets/dataset-keys';
import { inferenceIdOf } from '../../lambdas/domain/predictions/inference-id';
import { partitionedKey } from '../../lambdas/domain/predictions/prediction-keys';
import { normal } from './random';
import { fileOfWindow, line, minute, placeRecords, start, watchedWorld } from './watched-world';

export const workload = 'river-level';
const id = '5'.repeat(64);

/** Version 5 says 10 cm for each mm of rain, 2 cm for each degree; it was off by 4 cm (RMSE) on the golden set. */
export const goldenRmse = 4;
const answerTo = ({ rain, warmth }: Weather): number => 200 + 10 * rain + 2 * warmth;

interface Weather {
  readonly rain: number;
  readonly warmth: number;
}

export const usual: Weather = { rain: 5, warmth: 10 };
/** Ten times the usual deviation more rain. */
export const storm: Weather = { rain: 15, warmth: 10 };

function weatherOf({ rain, warmth }: Weather, seed: number): { rain: number; warmth: number; wind: number }[] {
  const gauss = normal(seed);
  return Array.from({ length: 300 }, () => ({
    rain: rain + gauss(),
    warmth: warmth + 3 * gauss(),
    wind: Math.abs(10 * gauss()),
  }));
}

/** What the evaluation says of the version; `{}` leaves everything out that a regression may add. */
export type Golden = Partial<Readonly<Record<'rmse' | 'predicted' | 'contributions', unknown>>>;
const told: Golden = {
  rmse: goldenRmse,
  predicted: weatherOf(usual, 77).map(answerTo),
  contributions: { rain: 30, warmth: 10, wind: 0 },
};

/** A workload whose version 5 was trained on usual weather; a policy of two of three windows of ten minutes. */
export async function numberWorld(own: object = {}, golden: Golden = told) {
  const lengths = { windowSeconds: 600, stepSeconds: 600, graceSeconds: 0 };
  const policy = numberDriftPolicySchema.parse({ ...lengths, ...own });
  const world = { ...watchedWorld(workload, { [workload]: { kind: 'numbers', unit: 'cm', policy } }), policy };
  const put = (key: string, text: string) =>
    world.objects.put({ bucket: 'models', key }, { bytes: Buffer.from(text), contentType: 'application/json' });
  const features = weatherOf(usual, 5).map((row, at) => ({
    sha256: (at * 7_919_111).toString(16).padStart(64, '0'),
    features: row,
  }));
  await put(featuresKey(workload, id), features.map(line => `${JSON.stringify(line)}\n`).join(''));
  const challenger = { contentSha256: id, golden: { count: 300, ...golden }, drift: null };
  const everloop = { formatVersion: 1, workload, goldenManifestId: id, classes: [], challenger };
  const evaluation = { everloop: { ...everloop, champion: null, championProblem: null } };
  await put('training/5/evaluation.json', JSON.stringify(evaluation));
  world.registry.register(workload, {
    arn: 'arn:5',
    version: 5,
    approval: 'Approved',
    createdAt: '2026-11-01T00:00:00Z',
    metadata: { datasetManifestId: id, artifactSha256: id },
    qualityUri: 's3://models/training/5/evaluation.json',
  });
  return world;
}

export type NumberWorld = Awaited<ReturnType<typeof numberWorld>>;

export interface Hour {
  readonly minute: number;
  readonly count?: number;
  readonly weather?: Weather;
  readonly seed?: number;
}

/** Records of `count` predictions, spread over ten minutes from `minute` on. */
export function predictionsOf({ minute: from, count = 200, weather = usual, seed = 1 }: Hour): NumberRecord[] {
  return weatherOf(weather, 1000 * seed + from)
    .slice(0, count)
    .map((features, row): NumberRecord => {
      const at = new Date(start + from * minute + Math.floor((row * 10 * minute) / count)).toISOString();
      const key = `incoming/${workload}/${from}-${seed}.csv`;
      const answering = { modelPackageArn: null, modelVersion: 5, artifactSha256: null, contentSha256: null };
      return {
        schemaVersion: 1,
        kind: 'number',
        inferenceId: inferenceIdOf({ workload, key: `${key}#${row}`, sourceVersion: '1' }),
        workload,
        key,
        sourceVersion: '1',
        row: row + 1,
        ...answering,
        correlationId: null,
        value: answerTo(features),
        refusal: null,
        features,
        milliseconds: 2,
        itemsInCall: 1,
        arrivedAt: at,
        predictedAt: at,
      };
    });
}

export const place = (world: Pick<NumberWorld, 'objects'>, records: readonly NumberRecord[]) =>
  placeRecords(world, records);

export interface Measured {
  readonly minute: number;
  /** Of measurement less prediction, in turns of sign. */
  readonly error?: number;
  readonly revision?: number;
}

/** What was measured later: off by `error` cm, so that this is the RMSE. */
export async function measure(
  { objects }: Pick<NumberWorld, 'objects'>,
  records: readonly NumberRecord[],
  { minute: at, error = goldenRmse, revision = 1 }: Measured,
) {
  const joinedAt = new Date(start + at * minute).toISOString();
  for (const [row, record] of records.entries()) {
    objects.time = Date.parse(joinedAt);
    const label = measured(record, { actual: (record.value ?? 250) + (row % 2 ? error : -error), joinedAt, revision });
    await objects.put({ bucket: 'predictions', key: partitionedKey('labels', label, joinedAt) }, line(label));
  }
}

export function measured(
  record: NumberRecord,
  { actual, joinedAt, revision = 1 }: { actual: number; joinedAt: string; revision?: number },
): NumberLabelRecord {
  const { inferenceId, workload: id, key, row, value, predictedAt } = record;
  const { modelPackageArn, modelVersion, artifactSha256, contentSha256, correlationId } = record;
  const answering = { modelPackageArn, modelVersion, artifactSha256, contentSha256, correlationId };
  const moments = { predictedAt, labelledAt: joinedAt, joinedAt };
  const source = { bucket: 'intake', key: `labels/${id}/x.csv`, versionId: '1', line: row + 1 };
  const what = { inferenceId, workload: id, key, row, predicted: value, actual };
  return { schemaVersion: 1, kind: 'number', ...what, ...answering, ...moments, source, revision, corrects: null };
}

/** A file of the window that ended so many minutes after the start; null when there is none. */
export const fileOf = (world: Pick<NumberWorld, 'objects'>, endMinute: number, file?: keyof typeof monitoringFiles) =>
  fileOfWindow(workload, world, { endMinute, file });
