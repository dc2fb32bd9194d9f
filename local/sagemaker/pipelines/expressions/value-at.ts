import type { PathPart } from '../../../../pipeline/definition/validation/value-path';

/** Members by which entries of a list are addressed: `Outputs['model']`, `OutputParameters['score']`. */
const names = ['OutputName', 'InputName', 'Name'];

/** What is at a path; undefined where it leads to nothing. */
export function valueAt(value: unknown, path: readonly PathPart[]): unknown {
  return path.reduce<unknown>((at, part) => {
    if (typeof at !== 'object' || at === null) return undefined;
    if ('index' in part) return Array.isArray(at) ? at[part.index] : undefined;
    const key = 'member' in part ? part.member : part.key;
    if (Array.isArray(at)) return at.find(one => names.some(name => one?.[name] === key));
    return Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined;
  }, value);
}
