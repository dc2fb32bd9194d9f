/** Search's expression, as its request holds it; the API model has checked it. */
export interface Filter {
  readonly Name: string;
  readonly Operator?: Operator;
  readonly Value?: string;
}

export type Operator =
  | 'Equals'
  | 'NotEquals'
  | 'GreaterThan'
  | 'GreaterThanOrEqualTo'
  | 'LessThan'
  | 'LessThanOrEqualTo'
  | 'Contains'
  | 'Exists'
  | 'NotExists'
  | 'In';

export interface NestedFilters {
  /** A list of structures. */
  readonly NestedPropertyName: string;
  readonly Filters: readonly Filter[];
}

export interface SearchExpression {
  readonly Filters?: readonly Filter[];
  readonly NestedFilters?: readonly NestedFilters[];
  readonly SubExpressions?: readonly SearchExpression[];
  /** Default And. */
  readonly Operator?: 'And' | 'Or';
}

/** All filters of an expression, nested ones too. */
export function filtersOf({
  Filters = [],
  NestedFilters = [],
  SubExpressions = [],
}: SearchExpression): readonly Filter[] {
  return [...Filters, ...NestedFilters.flatMap(nested => nested.Filters), ...SubExpressions.flatMap(filtersOf)];
}
