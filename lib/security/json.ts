import type { Json } from './subject';

/** The object at a path of keys; empty where there is none. */
export function objectAt(json: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>((value, key) => {
    const child = value[key];
    return isObject(child) ? child : {};
  }, json);
}

/** The objects of the list at a key; none where there is no list. */
export function listAt(json: Json, key: string): readonly Json[] {
  const list = json[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** `true`, as JSON or as CloudFormation's text. A reference is not: nobody can tell what it will be. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** A text, or a reference to a value of the template; not `AWS::NoValue`, and not what an execution computes. */
export function isNamed(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (!isObject(value) || value['Ref'] === 'AWS::NoValue') return false;
  return Object.keys(value).every(key => key === 'Ref' || key.startsWith('Fn::'));
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list of what may be one or many, as IAM writes actions and resources. */
export const listed = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat());

/** Text with `<Reference>` where the template has a reference, so that it can be searched and parsed. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return String(value);
  const join = value['Fn::Join'];
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(textOf).join(String(join[0]));
  const sub = value['Fn::Sub'];
  if (sub !== undefined) return String([sub].flat()[0]);
  if (typeof value['Ref'] === 'string') return `<${value['Ref']}>`;
  const attribute = value['Fn::GetAtt'];
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  return `<${JSON.stringify(value).replaceAll('"', "'")}>`;
}
