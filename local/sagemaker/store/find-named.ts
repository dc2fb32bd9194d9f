import type { Collection } from './collection';

/** The record with this name. Case does not matter: an ARN has the name in small letters, and people take it from there. */
export function findNamed<R extends object>(records: Collection<R>, name: string): R | undefined {
  const exact = records.get(name);
  if (exact) return exact;
  const small = name.toLowerCase();
  return records.entries().find(([key]) => key.toLowerCase() === small)?.[1];
}
