import { createHash } from 'node:crypto';
import type { WatchedPlan } from '../../../contracts/drift-policy';
import type { NumberRecord } from '../../../contracts/number-record';
import type { PredictionRecord } from '../../../contracts/prediction-record';

/** Of a prediction what a monitor looks at, whatever was predicted. */
export type AnyRow = Pick<PredictionRecord, 'inferenceId' | 'modelVersion' | 'features'>;

/** Of a predicted class. */
export type MonitoredRow = AnyRow & Pick<PredictionRecord, 'label' | 'score' | 'forReview'>;

/** Of a predicted number. */
export type MonitoredNumber = AnyRow & Pick<NumberRecord, 'value'>;

export type AnsweredRow = MonitoredRow | MonitoredNumber;

/** What was true of a prediction; a correction has a higher revision. */
export interface TruthLine<Truth> {
  readonly inferenceId: string;
  readonly actual: Truth;
  readonly revision: number;
}

/** What a window holds: each prediction once, and what was true of some of them. */
export interface WindowRows<Row = MonitoredRow, Truth = string> {
  /** By inference id in code unit order. */
  readonly rows: readonly Row[];
  /** By inference id; of a prediction of `rows` each. */
  readonly actual: ReadonlyMap<string, Truth>;
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

export const numberRowOf = ({ inferenceId, modelVersion, value, features }: NumberRecord): MonitoredNumber => ({
  inferenceId,
  modelVersion,
  value,
  features,
});

/** The model could not read it; a number that is none is no answer either. */
export const isRefused = (row: AnsweredRow): boolean =>
  'value' in row ? !Number.isFinite(row.value) : row.label === null;

/**
 * Puts what was read in order: the same lines give the same rows, in whatever order and however often they come.
 * @param found predictions that there are, where a sample was drawn
 */
export function windowRows<Row extends AnyRow, Truth>(
  records: readonly Row[],
  labels: readonly TruthLine<Truth>[],
  found = 0,
): Omit<WindowRows<Row, Truth>, 'quarantined'> {
  const byId = new Map(records.map(row => [row.inferenceId, row]));
  const rows = [...byId.values()].sort((one, other) => (one.inferenceId < other.inferenceId ? -1 : 1));
  const newest = new Map<string, TruthLine<Truth>>();
  for (const label of labels) {
    const known = newest.get(label.inferenceId);
    if (byId.has(label.inferenceId) && (!known || label.revision > known.revision))
      newest.set(label.inferenceId, label);
  }
  const ids = [...newest.keys()].sort();
  const labelled = ids.map((id): [string, Truth] => [id, newest.get(id)!.actual]);
  return { rows, actual: new Map(labelled), found: Math.max(found, rows.length) };
}

/** Tells what a window is judged on from anything else: its predictions, their labels, what was rejected, and the rules; SHA-256, hexadecimal. */
export function digestOfRows(
  { rows, actual, found, quarantined }: WindowRows<AnyRow, unknown>,
  plan: WatchedPlan,
): string {
  const ids = rows.map(({ inferenceId }) => inferenceId);
  return createHash('sha256')
    .update(JSON.stringify([plan, found, quarantined, ids, [...actual]]))
    .digest('hex');
}

/** The version that answered most of the rows, the newest of several; null when no container said which it is. */
export function judgedVersion(rows: readonly AnyRow[]): number | null {
  const counts = countVersions(rows);
  return [...counts].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || b - a)[0]?.[0] ?? null;
}

export function countVersions(rows: readonly AnyRow[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { modelVersion } of rows) {
    if (modelVersion !== null) counts.set(modelVersion, (counts.get(modelVersion) ?? 0) + 1);
  }
  return counts;
}
