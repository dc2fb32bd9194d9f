import { AlarmDefinitionError } from '../errors';
import type { Series } from '../model';
import { combine, isArray, isSeries, mapSeries, mapValue, type Value } from './values';

/** Starts of all periods of the evaluation range, oldest first: what FILL fills. */
export type Grid = readonly number[];

type MathFunction = (parameters: readonly Value[], grid: Grid) => Value;
type Reduce = (values: readonly number[]) => number;

const sum: Reduce = values => values.reduce((total, value) => total + value, 0);

/** A series becomes one number; an array becomes one series over the timestamps that any member has. */
function aggregation(reduce: Reduce): MathFunction {
  return ([value]) => {
    if (value === undefined || typeof value === 'number') return value ?? Number.NaN;
    if (isSeries(value)) return reduce([...value.values()]);
    const timestamps = new Set(value.flatMap(series => [...series.keys()]));
    const result = new Map<number, number>();
    for (const timestamp of [...timestamps].sort((a, b) => a - b)) {
      const present = value.map(series => series.get(timestamp)).filter(point => point !== undefined);
      result.set(timestamp, reduce(present));
    }
    return result;
  };
}

const elementwise = (change: (value: number) => number): MathFunction => {
  return ([value]) => mapValue(value ?? Number.NaN, change);
};

/** Compares each point with the one before it; the first has none. */
function stepwise(step: (rise: number, seconds: number) => number): MathFunction {
  const ofSeries = (series: Series): Series => {
    const points = [...series].sort(([a], [b]) => a - b);
    const previous = new Map(points.slice(1).map(([timestamp], index) => [timestamp, points[index]] as const));
    return mapSeries(series, (value, timestamp) => {
      const before = previous.get(timestamp);
      return before ? step(value - before[1], timestamp - before[0]) : Number.NaN;
    });
  };
  return ([value]) => {
    if (value === undefined || typeof value === 'number') throw notSeries('DIFF and RATE');
    return isArray(value) ? value.map(ofSeries) : ofSeries(value);
  };
}

const notSeries = (where: string) =>
  new AlarmDefinitionError(`expression: ${where} must have a time series, got a number; pass a metric id`);

/** IF(condition, then, else): at each timestamp of the condition; without `else` there is no point when it is 0. */
const choose: MathFunction = ([condition, then, otherwise]) => {
  if (condition === undefined || then === undefined) return Number.NaN;
  if (isArray(condition) || isArray(then) || (otherwise !== undefined && isArray(otherwise))) {
    throw new AlarmDefinitionError('expression: IF must have numbers or time series, got an array; aggregate it first');
  }
  if (typeof condition === 'number') return (condition !== 0 ? then : otherwise) ?? new Map<number, number>();
  return mapSeries(condition, (value, timestamp) => pointOf(value !== 0 ? then : otherwise, timestamp));
};

function pointOf(value: number | Series | undefined, timestamp: number): number {
  return (typeof value === 'number' ? value : value?.get(timestamp)) ?? Number.NaN;
}

export type Filling = number | Series | 'REPEAT' | 'LINEAR';

/** FILL: a value for each missing period. REPEAT and LINEAR leave the periods before the first point missing. */
export function fill(value: Value, filling: Filling, grid: Grid): Value {
  if (typeof value === 'number') throw notSeries('FILL');
  const ofSeries = (series: Series): Series => {
    const result = new Map<number, number>();
    for (const timestamp of grid) {
      const point = series.get(timestamp) ?? filled(series, filling, timestamp);
      if (point !== undefined) result.set(timestamp, point);
    }
    return result;
  };
  return isArray(value) ? value.map(ofSeries) : ofSeries(value);
}

function filled(series: Series, filling: Filling, timestamp: number): number | undefined {
  if (typeof filling === 'number') return filling;
  if (typeof filling !== 'string') return filling.get(timestamp);
  const timestamps = [...series.keys()].sort((a, b) => a - b);
  const before = timestamps.filter(other => other < timestamp).at(-1);
  const after = timestamps.find(other => other > timestamp);
  if (before === undefined) return undefined;
  const from = series.get(before) as number;
  if (filling === 'REPEAT') return from;
  if (after === undefined) return undefined;
  return from + ((timestamp - before) / (after - before)) * ((series.get(after) as number) - from);
}

interface Described {
  /** Least and most parameters. */
  readonly arity: readonly [number, number];
  readonly apply: MathFunction;
}

export const FUNCTIONS: Readonly<Record<string, Described>> = {
  SUM: { arity: [1, 1], apply: aggregation(sum) },
  AVG: { arity: [1, 1], apply: aggregation(values => sum(values) / values.length) },
  MIN: { arity: [1, 1], apply: aggregation(values => Math.min(...values)) },
  MAX: { arity: [1, 1], apply: aggregation(values => Math.max(...values)) },
  ABS: { arity: [1, 1], apply: elementwise(Math.abs) },
  CEIL: { arity: [1, 1], apply: elementwise(Math.ceil) },
  FLOOR: { arity: [1, 1], apply: elementwise(Math.floor) },
  DIFF: { arity: [1, 1], apply: stepwise(rise => rise) },
  RATE: { arity: [1, 1], apply: stepwise((rise, seconds) => rise / seconds) },
  IF: { arity: [2, 3], apply: choose },
};

/** `-value`. */
export const negate = (value: Value): Value => combine('*', value, -1);
