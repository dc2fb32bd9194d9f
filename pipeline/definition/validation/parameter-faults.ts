import type { Parameter } from '../definition';
import type { Fault } from './problem';
import { isRecord } from './scope';

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: value => typeof value === 'string',
  Integer: value => Number.isInteger(value),
  Float: value => typeof value === 'number',
  Boolean: value => typeof value === 'boolean',
};

const parameterName = /^[A-Za-z0-9\-_]{1,256}$/;

/** The parameters by name, and what is wrong with them. */
export function readParameters(given: unknown): { parameters: Map<string, Parameter>; faults: Fault[] } {
  const parameters = new Map<string, Parameter>();
  if (given !== undefined && !Array.isArray(given)) {
    const fault = { where: 'definition', what: 'Parameters', rule: 'be a list', got: given, remedy: 'write one' };
    return { parameters, faults: [fault] };
  }
  const faults = (given ?? []).flatMap((one: unknown, index: number) => {
    const place = `Parameters[${index}]`;
    if (!isRecord(one))
      return [{ where: place, what: 'parameter', rule: 'be an object', got: one, remedy: 'write one' }];
    const name = String(one['Name']);
    const found = parameterFaults(one, place);
    if (parameters.has(name)) {
      found.push({ where: place, what: 'Name', rule: 'be unique', got: name, remedy: 'rename one of the two' });
    }
    parameters.set(name, one as unknown as Parameter);
    return found;
  });
  return { parameters, faults };
}

function parameterFaults(given: Readonly<Record<string, unknown>>, place: string): Fault[] {
  const { Name: name, Type: type, DefaultValue: value, EnumValues: values, ...others } = given;
  const isType = fits[String(type)];
  const fault = (what: string, rule: string, got: unknown): Fault => ({
    where: place,
    what,
    rule,
    got,
    remedy: 'correct it',
  });
  return [
    ...(typeof name === 'string' && parameterName.test(name)
      ? []
      : [fault('Name', 'be 1 to 256 letters, digits, hyphens or underscores', name)]),
    ...Object.keys(others).map(what => fault(what, 'be a member of a parameter', others[what])),
    ...(isType ? [] : [fault('Type', `be one of ${Object.keys(fits).join(', ')}`, type)]),
    ...(isType && value !== undefined && !isType(value) ? [fault('DefaultValue', `be of type ${type}`, value)] : []),
    ...(Array.isArray(values) && value !== undefined && !values.includes(value)
      ? [fault('DefaultValue', `be one of ${values.join(', ')}`, value)]
      : []),
  ];
}
