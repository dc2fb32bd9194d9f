import { createHash } from 'node:crypto';
import type { ClassDriftPlan } from '../../../contracts/drift-policy';
import type { LabelRecord } from '../../../contracts/label-record';
import type { PredictionRecord } from '../../../contracts/prediction-record';

/** Of a prediction what a monitor looks at. */
export type MonitoredRow = Pick<
  PredictionRecord,
  'inferenceId' | 'modelVersion' | 'label' | 'score' | 'forReview' | 'features'
>;

/** What a window holds: each prediction once, and what was true of some of them. */
export interface WindowRows {
  /** By inference id in code unit order. */
  readonly rows: readonly MonitoredRow[];
  /** By inference id; of a prediction of `rows` each. */
  readonly actual: ReadonlyMap<string, string>;
  /** Predictions that were there to choose from; more than `rows` when a sample was drawn. */
  readonly found: number;
  /** Items for prediction that validation rejected meanwhile: no model has seen them. */
  readonly quarantined: number;
}

export const rowOf = ({
  inferenceId,
  modelVersion,
  label,
  score,
  forReview,
  features,
}: PredictionRecord): MonitoredRow => ({
  inferenceId,
  modelVersion,
  label,
  score,
  forReview,
  features,
});

/**
 * Puts what was read in order: the same lines give the same rows, in whatever order and however often they come.
 * @param found predictions that there are, where a sample was drawn
 */
export function windowRows(
  records: readonly MonitoredRow[],
  labels: readonly Pick<LabelRecord, 'inferenceId' | 'actual' | 'revision'>[],
  found = 0,
): Omit<WindowRows, 'quarantined'> {
  const byId = new Map(records.map(row => [row.inferenceId, row]));
  const rows = [...byId.values()].sort((one, other) => (one.inferenceId < other.inferenceId ? -1 : 1));
  const newest = new Map<string, (typeof labels)[number]>();
  for (const label of labels) {
    const known = newest.get(label.inferenceId);
    if (byId.has(label.inferenceId) && (!known || label.revision > known.revision))
      newest.set(label.inferenceId, label);
  }
  const ids = [...newest.keys()].sort();
  const labelled = ids.map((id): [string, string] => [id, newest.get(id)!.actual]);
  return { rows, actual: new Map(labelled), found: Math.max(found, rows.length) };
}

/** Tells what a window is judged on from anything else: its predictions, their labels, what was rejected, and the rules; SHA-256, hexadecimal. */
export function digestOfRows({ rows, actual, found, quarantined }: WindowRows, plan: ClassDriftPlan): string {
  const ids = rows.map(({ inferenceId }) => inferenceId);
  return createHash('sha256')
    .update(JSON.stringify([plan, found, quarantined, ids, [...actual]]))
    .digest('hex');
}

/** The version that answered most of the rows, the newest of several; null when no container said which it is. */
export function judgedVersion(rows: readonly MonitoredRow[]): number | null {
  const counts = countVersions(rows);
  return [...counts].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || b - a)[0]?.[0] ?? null;
}

export function countVersions(rows: readonly MonitoredRow[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { modelVersion } of rows) {
    if (modelVersion !== null) counts.set(modelVersion, (counts.get(modelVersion) ?? 0) + 1);
  }
  return counts;
}
