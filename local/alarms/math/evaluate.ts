import { AlarmDefinitionError } from '../errors';
import type { Query, Series } from '../model';
import { type Filling, FUNCTIONS, fill, type Grid, negate } from './functions';
import { type Node, parseExpression } from './parse';
import { combine, isArray, isSeries, type Value } from './values';

export interface MathInput {
  readonly queries: readonly Query[];
  /** One series per metric query, by its id. */
  readonly metrics: ReadonlyMap<string, Series>;
  readonly grid: Grid;
}

/**
 * The one time series that the query `id` yields, following references to other queries.
 * @throws AlarmDefinitionError for an unknown id or function, a circle, or a result that is not one time series.
 */
export function evaluateQuery(id: string, input: MathInput): Series {
  const value = new Evaluator(input).query(id, []);
  if (!isSeries(value)) {
    const got = isArray(value) ? `an array of ${value.length}` : 'a number';
    throw new AlarmDefinitionError(
      `query ${id}: it must yield one time series, got ${got}; aggregate an array with SUM, AVG, MIN or MAX`,
    );
  }
  return value;
}

class Evaluator {
  private readonly known = new Map<string, Value>();

  constructor(private readonly input: MathInput) {}

  query(id: string, path: readonly string[]): Value {
    const known = this.known.get(id) ?? this.input.metrics.get(id);
    if (known !== undefined) return known;
    const query = this.input.queries.find(candidate => candidate.id === id);
    if (query?.kind !== 'expression') {
      const ids = this.input.queries.map(candidate => candidate.id).join(', ');
      throw new AlarmDefinitionError(`expression: ${id} must be the id of a query, got none; the ids are ${ids}`);
    }
    if (path.includes(id)) {
      throw new AlarmDefinitionError(
        `query ${id}: it must not depend on itself, got ${[...path, id].join(' -> ')}; break the circle`,
      );
    }
    const value = this.node(parseExpression(query.expression), [...path, id]);
    this.known.set(id, value);
    return value;
  }

  private node(node: Node, path: readonly string[]): Value {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'text':
        throw new AlarmDefinitionError(
          `expression: "${node.value}" must stand in METRICS(), got it elsewhere; remove it`,
        );
      case 'reference':
        return this.query(node.id, path);
      case 'negate':
        return negate(this.node(node.operand, path));
      case 'binary':
        return combine(node.operator, this.node(node.left, path), this.node(node.right, path));
      case 'array':
        return node.items.flatMap(item => this.member(this.node(item, path)));
      case 'call':
        return this.call(node.name.toUpperCase(), node.parameters, path);
    }
  }

  private member(value: Value): readonly Series[] {
    if (isArray(value)) return value;
    if (isSeries(value)) return [value];
    throw new AlarmDefinitionError(`expression: an array must hold time series, got ${value}; add numbers outside it`);
  }

  private call(name: string, parameters: readonly Node[], path: readonly string[]): Value {
    if (name === 'METRICS') return this.metrics(parameters);
    if (name === 'FILL') return this.fill(parameters, path);
    const described = FUNCTIONS[name];
    if (!described) {
      const names = ['METRICS', 'FILL', ...Object.keys(FUNCTIONS)].join(', ');
      throw new AlarmDefinitionError(`expression: a function must be one of ${names}, got ${name}; rewrite it`);
    }
    const [least, most] = described.arity;
    if (parameters.length < least || parameters.length > most) throw wrongArity(name, [least, most], parameters.length);
    return described.apply(
      parameters.map(parameter => this.node(parameter, path)),
      this.input.grid,
    );
  }

  /** METRICS() is every metric query; METRICS("text") those whose id contains the text. */
  private metrics(parameters: readonly Node[]): Value {
    const [filter] = parameters;
    if (filter && filter.kind !== 'text') throw wrongArity('METRICS', [0, 1], parameters.length);
    return this.input.queries
      .filter(query => query.kind === 'metric' && query.id.includes(filter?.value ?? ''))
      .map(query => this.input.metrics.get(query.id) ?? new Map());
  }

  private fill(parameters: readonly Node[], path: readonly string[]): Value {
    const [target, filling] = parameters;
    if (!target || !filling || parameters.length !== 2) throw wrongArity('FILL', [2, 2], parameters.length);
    return fill(this.node(target, path), this.filling(filling, path), this.input.grid);
  }

  private filling(node: Node, path: readonly string[]): Filling {
    if (node.kind === 'reference' && (node.id === 'REPEAT' || node.id === 'LINEAR')) return node.id;
    const value = this.node(node, path);
    if (!isArray(value)) return value;
    throw new AlarmDefinitionError(
      'expression: FILL must fill with a number, a metric, REPEAT or LINEAR, got an array',
    );
  }
}

function wrongArity(name: string, [least, most]: readonly [number, number], got: number): AlarmDefinitionError {
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  return new AlarmDefinitionError(`expression: ${name} must have ${wanted} parameters, got ${got}; correct the call`);
}
