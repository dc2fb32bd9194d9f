import type { ApiModel } from '../api/api-model';

export type PathPart = { readonly member: string } | { readonly index: number } | { readonly key: string };

/** `a.b[0]['k']` in parts; null when it is no path. */
export function parsePath(text: string): PathPart[] | null {
  const parts: PathPart[] = [];
  const pattern = /(?:^|\.)([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']+)'\]/y;
  while (pattern.lastIndex < text.length) {
    const found = pattern.exec(text);
    if (!found) return null;
    const [, member, index, key] = found;
    if (member !== undefined) parts.push({ member });
    else if (index !== undefined) parts.push({ index: Number(index) });
    else parts.push({ key: key ?? '' });
  }
  return parts.length > 0 && 'member' in (parts[0] as PathPart) ? parts : null;
}

/**
 * Whether an answer of this shape has a member at the path: structures by name, lists by number, maps by key. The
 * inputs and outputs of a processing job are lists that pipelines address by name.
 */
export function hasPath(api: ApiModel, shapeName: string, path: readonly PathPart[]): boolean {
  const [part, ...rest] = path;
  if (!part) return true;
  const shape = api.shapes[shapeName];
  const next = (name: string | undefined) => name !== undefined && hasPath(api, name, rest);
  if (shape?.type === 'structure') return 'member' in part && next(shape.members?.[part.member]);
  if (shape?.type === 'map') return 'key' in part && next(shape.value);
  if (shape?.type !== 'list') return false;
  return ('index' in part || ('key' in part && namedLists.has(shapeName))) && next(shape.member);
}

const namedLists = new Set(['ProcessingInputs', 'ProcessingOutputs']);
