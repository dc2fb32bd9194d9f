import type { ServiceModel, Shape } from './shapes';

const NUMBERS = new Set<Shape['type']>(['integer', 'long', 'float', 'double']);

function coerceText(type: Shape['type'], text: string): unknown {
  if (NUMBERS.has(type) && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

/**
 * `value` with texts turned into the numbers and booleans, and numbers and booleans into the texts, that the shape
 * wants, as CloudFormation does. What fits nothing stays as it is, for validation to refuse.
 */
export function coerce(model: ServiceModel, name: string, value: unknown): unknown {
  const shape = model.shapes[name];
  if (!shape || value === null || value === undefined) return value;
  if (typeof value === 'string') return coerceText(shape.type, value);
  if (typeof value === 'number' || typeof value === 'boolean') return shape.type === 'string' ? String(value) : value;
  if (Array.isArray(value)) return value.map(one => coerce(model, shape.member?.shape ?? '', one));
  const memberShape = (key: string) => (shape.type === 'map' ? shape.value : shape.members?.[key])?.shape ?? '';
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, coerce(model, memberShape(key), one)]));
}
