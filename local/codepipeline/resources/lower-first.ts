/** `value` with every member's name beginning with a small letter, at any depth; below `free` members names stay as they are. */
export function lowerFirstMembers(value: unknown, free: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map(one => lowerFirstMembers(one, free));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [
    name.slice(0, 1).toLowerCase() + name.slice(1),
    free.includes(name) ? one : lowerFirstMembers(one, free),
  ]);
  return Object.fromEntries(entries);
}
