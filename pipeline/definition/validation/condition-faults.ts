import type { Fault } from './problem';
import { type Resolved, resolve } from './resolve';
import { isRecord, type Scope } from './scope';

const comparisons = new Set(['Equals', 'GreaterThan', 'GreaterThanOrEqualTo', 'LessThan', 'LessThanOrEqualTo']);
const members: Readonly<Record<string, readonly string[]>> = {
  In: ['Type', 'QueryValue', 'Values'],
  Not: ['Type', 'Expression'],
  Or: ['Type', 'Conditions'],
};

/** Faults and references of one condition and of those inside it. */
export function resolveCondition(condition: unknown, where: string, scope: Scope): Pick<Resolved, 'faults' | 'uses'> {
  const type = isRecord(condition) ? String(condition['Type']) : '';
  const wanted = comparisons.has(type) ? ['Type', 'LeftValue', 'RightValue'] : members[type];
  if (!isRecord(condition) || !wanted) {
    const rule = `be one of ${[...comparisons, ...Object.keys(members)].join(', ')}`;
    return only({ where, what: 'condition Type', rule, got: type, remedy: 'correct it' });
  }
  const missing = wanted.filter(member => condition[member] === undefined);
  const strange = Object.keys(condition).filter(member => !wanted.includes(member));
  if (missing.length + strange.length > 0) {
    const got = Object.keys(condition).join(', ');
    return only({
      where,
      what: `${type} condition`,
      rule: `have ${wanted.join(', ')}`,
      got,
      remedy: 'correct its members',
    });
  }
  if (type === 'Not') return resolveCondition(condition['Expression'], `${where}.Expression`, scope);
  if (type === 'Or') return resolveConditions(condition['Conditions'], `${where}.Conditions`, scope);
  return resolve({ ...condition, Type: '' }, where, scope);
}

export function resolveConditions(conditions: unknown, where: string, scope: Scope): Pick<Resolved, 'faults' | 'uses'> {
  if (!Array.isArray(conditions) || conditions.length === 0) {
    return only({
      where,
      what: 'conditions',
      rule: 'be a list of at least one',
      got: conditions,
      remedy: 'add a condition',
    });
  }
  const resolved = conditions.map((one, index) => resolveCondition(one, `${where}[${index}]`, scope));
  return { faults: resolved.flatMap(({ faults }) => faults), uses: resolved.flatMap(({ uses }) => uses) };
}

const only = (fault: Fault) => ({ faults: [fault], uses: [] });
