import { AlarmDefinitionError } from '../errors';
import type { Series } from '../model';
import type { Operator } from './parse';

/** What an expression can be: one number, one time series, or an array of time series. */
export type Value = number | Series | readonly Series[];

export const isArray = (value: Value): value is readonly Series[] => Array.isArray(value);
export const isSeries = (value: Value): value is Series => value instanceof Map;

/** Applies `change` to each value; a result that is no finite number is a missing point. */
export function mapSeries(series: Series, change: (value: number, timestamp: number) => number): Series {
  const result = new Map<number, number>();
  for (const [timestamp, value] of series) {
    const changed = change(value, timestamp);
    if (Number.isFinite(changed)) result.set(timestamp, changed);
  }
  return result;
}

/** Applies `change` to a number, to each value of a series, or to each series of an array. */
export function mapValue(value: Value, change: (value: number) => number): Value {
  if (isArray(value)) return value.map(series => mapSeries(series, change));
  return isSeries(value) ? mapSeries(value, change) : change(value);
}

/** A comparison with a missing point (NaN) is missing, not false. */
const compare = (holds: (left: number, right: number) => boolean) => (left: number, right: number) =>
  Number.isNaN(left) || Number.isNaN(right) ? Number.NaN : Number(holds(left, right));

const OPERATIONS: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  // Infinity and NaN are dropped by mapSeries: a division by zero gives no point.
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '<': compare((left, right) => left < right),
  '<=': compare((left, right) => left <= right),
  '>': compare((left, right) => left > right),
  '>=': compare((left, right) => left >= right),
  '==': compare((left, right) => left === right),
  '!=': compare((left, right) => left !== right),
  AND: compare((left, right) => left !== 0 && right !== 0),
  OR: compare((left, right) => left !== 0 || right !== 0),
};

/**
 * One binary operation. Two series meet at the timestamps that both have; an array meets a number or a series
 * member by member.
 * @throws AlarmDefinitionError for two arrays.
 */
export function combine(operator: Operator, left: Value, right: Value): Value {
  const apply = OPERATIONS[operator];
  if (isArray(left) && isArray(right)) {
    throw new AlarmDefinitionError(
      `expression: ${operator} must have at most one array, got two; aggregate one of them with SUM, AVG, MIN or MAX`,
    );
  }
  if (isArray(left)) return left.map(series => combine(operator, series, right) as Series);
  if (isArray(right)) return right.map(series => combine(operator, left, series) as Series);
  if (isSeries(left)) {
    return mapSeries(left, (value, at) => apply(value, isSeries(right) ? (right.get(at) ?? Number.NaN) : right));
  }
  return isSeries(right) ? mapSeries(right, value => apply(left, value)) : apply(left, right);
}
