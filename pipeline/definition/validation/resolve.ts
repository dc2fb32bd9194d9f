import type { Fault } from './problem';
import { getFault, stepOf } from './references';
import { isRecord, type Scope } from './scope';

/** Stands for what is known only when the pipeline runs; fits every shape. */
export const unknown: unique symbol = Symbol('known when the pipeline runs');

export interface Resolved {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  /** Steps whose values are used. */
  readonly uses: readonly string[];
}

const isExpression = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(value).some(key => key === 'Get' || key.startsWith('Std:'));

/** Puts parameters' defaults and joined texts in their places, and marks what only an execution knows. */
export function resolve(value: unknown, where: string, scope: Scope): Resolved {
  if (Array.isArray(value)) {
    return gather(
      value.map((one, index) => resolve(one, `${where}[${index}]`, scope)),
      values => values,
    );
  }
  if (typeof value === 'string' && scope.isOpaque(value)) return { value: unknown, faults: [], uses: [] };
  if (!isRecord(value)) return { value, faults: [], uses: [] };
  if (isExpression(value)) return resolveExpression(value, where, scope);
  const entries = Object.entries(value);
  const resolved = entries.map(([key, one]) => resolve(one, `${where}.${key}`, scope));
  return gather(resolved, values => Object.fromEntries(entries.map(([key], index) => [key, values[index]])));
}

function gather(parts: readonly Resolved[], make: (values: unknown[]) => unknown): Resolved {
  return {
    value: make(parts.map(part => part.value)),
    faults: parts.flatMap(part => part.faults),
    uses: parts.flatMap(part => part.uses),
  };
}

function resolveExpression(value: Readonly<Record<string, unknown>>, where: string, scope: Scope): Resolved {
  const [name = '', ...others] = Object.keys(value);
  if (others.length > 0)
    return broken({
      where,
      what: 'expression',
      rule: 'stand alone',
      got: value,
      remedy: 'give one of its members only',
    });
  if (name === 'Get') return resolveGet(value['Get'], where, scope);
  if (name === 'Std:Join') return resolveJoin(value[name], `${where}.${name}`, scope);
  if (name === 'Std:JsonGet') return resolveJsonGet(value[name], `${where}.${name}`, scope);
  return broken({
    where,
    what: 'expression',
    rule: 'be Get, Std:Join or Std:JsonGet',
    got: name,
    remedy: 'correct the name',
  });
}

const broken = (fault: Fault): Resolved => ({ value: unknown, faults: [fault], uses: [] });

function resolveGet(get: unknown, where: string, scope: Scope): Resolved {
  const fault = getFault(get, where, scope);
  if (fault) return broken(fault);
  const step = stepOf(get as string);
  const parameter = scope.parameters.get((get as string).replace(/^Parameters\./, ''));
  const value = (get as string).startsWith('Parameters.') ? (parameter?.DefaultValue ?? unknown) : unknown;
  return { value, faults: [], uses: step === undefined ? [] : [step] };
}

function resolveJoin(given: unknown, where: string, scope: Scope): Resolved {
  if (!isRecord(given) || typeof given['On'] !== 'string' || !Array.isArray(given['Values'])) {
    return broken({
      where,
      what: 'Std:Join',
      rule: 'have On (a text) and Values (a list)',
      got: given,
      remedy: 'add them',
    });
  }
  const on = given['On'];
  return gather(
    given['Values'].map((one: unknown, index) => resolve(one, `${where}.Values[${index}]`, scope)),
    values => (values.includes(unknown) ? unknown : values.join(on)),
  );
}

function resolveJsonGet(given: unknown, where: string, scope: Scope): Resolved {
  const fault = (rule: string, remedy: string) => broken({ where, what: 'Std:JsonGet', rule, got: given, remedy });
  if (!isRecord(given) || typeof given['Path'] !== 'string')
    return fault('have a Path (a text)', 'name the value, such as a.b[0]');
  if (given['S3Uri'] !== undefined) return { ...resolve(given['S3Uri'], `${where}.S3Uri`, scope), value: unknown };
  const file = given['PropertyFile'];
  const get = isRecord(file) ? file['Get'] : undefined;
  if (typeof get !== 'string' || !/^Steps\.[^.]+\.PropertyFiles\.[^.]+$/.test(get)) {
    return fault(
      'have a PropertyFile {Get: Steps.<name>.PropertyFiles.<file>} or an S3Uri',
      'name the file of a processing step',
    );
  }
  return resolveGet(get, where, scope);
}
