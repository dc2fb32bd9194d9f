import type { ServiceModel, Shape } from './shapes';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Java patterns in AWS's models match the whole text; those that JavaScript can't compile (7 of 441) are left out. */
export function wholeTextPattern(pattern: string): string | undefined {
  const anchored = `^(?:${pattern})$`;
  try {
    new RegExp(anchored, pattern.includes('\\p{') ? 'u' : '');
    return anchored;
  } catch {
    return undefined;
  }
}

const reference = (shape: string): JsonSchema => ({ $ref: `#/definitions/${shape}` });

const named = (limits: Readonly<Record<string, unknown>>): JsonSchema =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));

function structureSchema({ members = {}, required = [], union }: Shape): JsonSchema {
  const properties = Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, reference(shape)]));
  const exactlyOne = union ? { minProperties: 1, maxProperties: 1 } : {};
  return { type: 'object', properties, required, additionalProperties: false, ...exactlyOne };
}

function schemaOf(shape: Shape): JsonSchema {
  const { type, min, max } = shape;
  switch (type) {
    case 'structure':
      return structureSchema(shape);
    case 'list':
      return { type: 'array', items: reference(shape.member?.shape ?? ''), ...named({ minItems: min, maxItems: max }) };
    case 'map':
      return {
        type: 'object',
        additionalProperties: reference(shape.value?.shape ?? ''),
        propertyNames: reference(shape.key?.shape ?? ''),
        ...named({ minProperties: min, maxProperties: max }),
      };
    case 'string': {
      const pattern = shape.pattern === undefined ? undefined : wholeTextPattern(shape.pattern);
      return { type: 'string', ...named({ enum: shape.enum, minLength: min, maxLength: max, pattern }) };
    }
    case 'integer':
    case 'long':
      return { type: 'integer', ...named({ minimum: min, maximum: max }) };
    case 'float':
    case 'double':
      return { type: 'number', ...named({ minimum: min, maximum: max }) };
    case 'boolean':
      return { type: 'boolean' };
    case 'timestamp':
      return { type: ['number', 'string'] };
    case 'blob':
      return { type: 'string' };
  }
}

/** Names of `root` and of every shape that it reaches. */
function reachable(model: ServiceModel, root: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [root];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const shape = model.shapes[name];
    if (!shape || found.has(name)) continue;
    found.add(name);
    const nested = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
    open.push(...nested.flatMap(one => (one ? [one.shape] : [])));
  }
  return found;
}

/** JSON Schema (draft 7) of one shape with all that it refers to. */
export function jsonSchema(model: ServiceModel, root: string): JsonSchema {
  const names = [...reachable(model, root)];
  const definitions = Object.fromEntries(names.map(name => [name, schemaOf(model.shapes[name] as Shape)]));
  return { ...reference(root), definitions };
}
