import type { ApiModel, ApiShape } from '../api/api-model';
import type { Fault } from './problem';
import { unknown } from './resolve';
import { isRecord } from './scope';

/** A value of a request, and where in it. */
interface Part {
  readonly value: unknown;
  readonly where: string;
  readonly shape: string;
}

/** What is wrong with a request by the official API model; unknown values fit everything. */
export function shapeFaults(api: ApiModel, part: Part): Fault[] {
  const shape = api.shapes[part.shape];
  if (!shape || part.value === unknown) return [];
  const { type } = shape;
  if (type === 'structure') return structureFaults(api, part, shape);
  if (type === 'list') return listFaults(api, part, shape);
  if (type === 'map') return mapFaults(api, part, shape);
  return leafFaults(part, shape);
}

const faultOf = ({ where, value }: Part, rule: string, remedy = 'see the API reference of SageMaker'): Fault => {
  const split = where.lastIndexOf('.');
  const parent = where.slice(0, Math.max(split, 0));
  return { where: parent, what: where.slice(split + 1), rule, got: value, remedy };
};

function structureFaults(api: ApiModel, part: Part, { members = {}, required = [], union }: ApiShape): Fault[] {
  const { value, where } = part;
  if (!isRecord(value)) return [faultOf(part, 'be an object')];
  const missing = required.filter(name => value[name] === undefined);
  const strange = Object.keys(value).filter(name => !(name in members));
  const count = Object.keys(value).length;
  return [
    ...missing.map(name => faultOf({ ...part, where: `${where}.${name}`, value: undefined }, 'be given', 'add it')),
    ...strange.map(name =>
      faultOf(
        { ...part, where: `${where}.${name}`, value: value[name] },
        `be a member of ${part.shape}`,
        'remove it, or correct its name',
      ),
    ),
    ...(union && count !== 1 ? [faultOf(part, 'have exactly one member')] : []),
    ...Object.entries(members).flatMap(([name, shape]) =>
      value[name] === undefined ? [] : shapeFaults(api, { value: value[name], where: `${where}.${name}`, shape }),
    ),
  ];
}

function listFaults(api: ApiModel, part: Part, { member = '', ...limits }: ApiShape): Fault[] {
  const { value, where } = part;
  if (!Array.isArray(value)) return [faultOf(part, 'be a list')];
  const inside = value.flatMap((one, index) =>
    shapeFaults(api, { value: one, where: `${where}[${index}]`, shape: member }),
  );
  return [...sizeFaults(part, value.length, { ...limits, unit: 'members' }), ...inside];
}

function mapFaults(api: ApiModel, part: Part, { key = '', value: shape = '', ...limits }: ApiShape): Fault[] {
  const { value, where } = part;
  if (!isRecord(value)) return [faultOf(part, 'be an object')];
  const entries = Object.entries(value);
  const inside = entries.flatMap(([name, one]) => [
    ...shapeFaults(api, { value: name, where: `${where}.${name}`, shape: key }),
    ...shapeFaults(api, { value: one, where: `${where}.${name}`, shape }),
  ]);
  return [...sizeFaults(part, entries.length, { ...limits, unit: 'members' }), ...inside];
}

interface Size {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly unit: string;
}

function sizeFaults(part: Part, size: number, { min = 0, max = Number.POSITIVE_INFINITY, unit }: Size): Fault[] {
  if (size < min) return [faultOf(part, `have at least ${min} ${unit}`)];
  return size > max ? [faultOf(part, `have at most ${max} ${unit}`, `shorten it: it has ${size}`)] : [];
}

const numbers = new Set<ApiShape['type']>(['integer', 'long', 'float', 'double']);

function leafFaults(part: Part, shape: ApiShape): Fault[] {
  const { value } = part;
  const { type, min, max } = shape;
  if (numbers.has(type)) {
    const isWhole = type === 'integer' || type === 'long';
    if (typeof value !== 'number' || (isWhole && !Number.isInteger(value))) {
      return [faultOf(part, isWhole ? 'be a whole number' : 'be a number')];
    }
    if (min !== undefined && value < min) return [faultOf(part, `be at least ${min}`)];
    return max !== undefined && value > max ? [faultOf(part, `be at most ${max}`)] : [];
  }
  if (type === 'boolean') return typeof value === 'boolean' ? [] : [faultOf(part, 'be true or false')];
  if (type === 'timestamp') return ['number', 'string'].includes(typeof value) ? [] : [faultOf(part, 'be a time')];
  return typeof value === 'string' ? textFaults(part, value, shape) : [faultOf(part, 'be a text')];
}

function textFaults(part: Part, value: string, { enum: values, pattern, min, max }: ApiShape): Fault[] {
  if (values && !values.includes(value)) {
    const listed = values.length > 12 ? `${values.slice(0, 12).join(', ')}, …` : values.join(', ');
    return [faultOf(part, `be one of ${listed}`, 'correct it')];
  }
  const sized = sizeFaults(part, value.length, { min, max, unit: 'characters' });
  if (sized.length > 0 || pattern === undefined) return sized;
  return matches(value, pattern) ? [] : [faultOf(part, `match ${pattern}`)];
}

/** Java's patterns match whole texts. Seven of the model's 441 are none in JavaScript; those pass. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '').test(value);
  } catch {
    return true;
  }
}
