import { validationError } from '../errors';
import { type Scalar, type Searched, valuesOf } from './property';
import type { Filter, NestedFilters, Operator, SearchExpression } from './search-expression';

/** Whether a record satisfies an expression. @throws SageMakerError ValidationException for a filter that can't be applied */
export function matches(record: Searched, expression: SearchExpression): boolean {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator = 'And' } = expression;
  const conditions = [
    ...Filters.map(filter => () => satisfies(record, filter)),
    ...NestedFilters.map(nested => () => someElement(record, nested)),
    ...SubExpressions.map(sub => () => matches(record, sub)),
  ];
  return Operator === 'Or' ? conditions.some(holds => holds()) : conditions.every(holds => holds());
}

/** One element of the list satisfies all: `InputDataConfig` with filters on `InputDataConfig.ChannelName` and others. */
function someElement(record: Searched, { NestedPropertyName: name, Filters }: NestedFilters): boolean {
  const list = record[name];
  const elements = Array.isArray(list) ? list : [];
  const within = Filters.map(filter => ({ ...filter, Name: filter.Name.replace(`${name}.`, '') }));
  return elements.some(element => within.every(filter => satisfies(element, filter)));
}

function satisfies(record: Searched, { Name, Value, Operator: given }: Filter): boolean {
  const operator = given ?? (Value === undefined ? 'Exists' : 'Equals');
  const values = valuesOf(record, Name);
  if (operator === 'Exists') return values.length > 0;
  if (operator === 'NotExists') return values.length === 0;
  if (Value === undefined) throw validationError(`Filter ${Name}: operator ${operator} must have a Value, got none.`);
  if (operator === 'NotEquals') return !values.some(value => compare(value, Value) === 0);
  if (operator === 'In') return Value.split(',').some(one => values.some(value => compare(value, one.trim()) === 0));
  if (operator === 'Contains') return values.some(value => String(value).includes(Value));
  return values.some(value => holds(operator, value, { name: Name, text: Value }));
}

type Ordered = Exclude<Operator, 'Exists' | 'NotExists' | 'NotEquals' | 'In' | 'Contains'>;

const orders: Readonly<Record<Ordered, (order: number) => boolean>> = {
  Equals: order => order === 0,
  GreaterThan: order => order > 0,
  GreaterThanOrEqualTo: order => order >= 0,
  LessThan: order => order < 0,
  LessThanOrEqualTo: order => order <= 0,
};

function holds(operator: Ordered, value: Scalar, wanted: { readonly name: string; readonly text: string }): boolean {
  const isHyperParameter = wanted.name.startsWith('HyperParameters.');
  const isText = typeof value !== 'number' && !(isHyperParameter && Number.isFinite(Number(value)));
  if (operator !== 'Equals' && isText) {
    if (isHyperParameter) return false;
    throw validationError(`Filter ${wanted.name}: operator ${operator} is not supported for text properties.`);
  }
  return orders[operator](compare(isText || typeof value === 'number' ? value : Number(value), wanted.text));
}

/** Below, at or above 0; NaN where they can't be compared. Times are compared with ISO 8601 texts, UTC where they say no zone. */
function compare(value: Scalar, text: string): number {
  if (typeof value !== 'number') return String(value) === text ? 0 : Number.NaN;
  const wanted = Number.isFinite(Number(text)) ? Number(text) : timeOf(text);
  return value - wanted;
}

const timeOf = (text: string): number => Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`) / 1000;
