import type { ApiModel, ApiShape } from './api-model';

/** Operations behind the step types: what a step's Arguments are, and what its values are taken from. */
export const stepOperations = [
  'ProcessingJob',
  'TrainingJob',
  'HyperParameterTuningJob',
  'TransformJob',
  'Model',
  'ModelPackage',
  'EndpointConfig',
  'Endpoint',
].flatMap(resource => [`Create${resource}`, `Describe${resource}`]);

interface BotocoreShape extends Omit<ApiShape, 'members' | 'member' | 'key' | 'value'> {
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}

export interface BotocoreModel {
  readonly operations: Readonly<
    Record<string, { readonly input: { shape: string }; readonly output: { shape: string } }>
  >;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

/** What botocore's service-2.json says of the operations, without its documentation. @throws Error when one is gone */
export function reduceModel(model: BotocoreModel): ApiModel {
  const operations = stepOperations.map(name => {
    const found = model.operations[name];
    if (!found) throw new Error(`API model: it must have ${name}, got no such operation; the API changed`);
    return [name, { input: found.input.shape, output: found.output.shape }] as const;
  });
  const roots = operations.flatMap(([, { input, output }]) => [input, output]);
  const shapes = reachable(model, roots).map(name => [name, reduced(model.shapes[name] as BotocoreShape)]);
  return { operations: Object.fromEntries(operations), shapes: Object.fromEntries(shapes) };
}

function reachable({ shapes }: BotocoreModel, roots: readonly string[]): string[] {
  const found = new Set<string>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const shape = shapes[name];
    if (!shape || found.has(name)) continue;
    found.add(name);
    const nested = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
    open.push(...nested.flatMap(one => (one ? [one.shape] : [])));
  }
  return [...found].sort();
}

function reduced({ type, members, member, key, value, ...rules }: BotocoreShape): ApiShape {
  const { required, enum: values, pattern, min, max, union } = rules;
  const nested = members && Object.fromEntries(Object.entries(members).map(([name, { shape }]) => [name, shape]));
  const all = { type, members: nested, member: member?.shape, key: key?.shape, value: value?.shape };
  const limits = { required, enum: values, pattern, min, max, union };
  const given = Object.entries({ ...all, ...limits }).filter(([, one]) => one !== undefined);
  return Object.fromEntries(given) as unknown as ApiShape;
}
