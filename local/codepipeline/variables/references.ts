/** `#{namespace.key}`; namespaces and keys: letters, digits, @, - and _ (CodePipeline user guide, "Variables reference"). */
const REFERENCE = /#\{([A-Za-z0-9@\-_]+)\.([A-Za-z0-9@\-_]+)\}/g;

export interface Reference {
  readonly text: string;
  readonly namespace: string;
  readonly key: string;
}

/** Every reference to a variable, in the order of the text. */
export const referencesIn = (text: string): readonly Reference[] =>
  [...text.matchAll(REFERENCE)].map(([found, namespace = '', key = '']) => ({ text: found, namespace, key }));

/** Value of a variable; undefined where there is none. */
export type Lookup = (namespace: string, key: string) => string | undefined;

/** A reference that leads to no value. */
export class UnresolvedVariable extends Error {
  override readonly name = 'UnresolvedVariable';
}

/**
 * `text` with each reference replaced by its value. Values are not looked into again: one that looks like a reference
 * stays as it is.
 * @throws UnresolvedVariable
 */
export function resolve(text: string, lookup: Lookup): string {
  return text.replace(REFERENCE, (found, namespace: string, key: string) => {
    const value = lookup(namespace, key);
    if (value !== undefined) return value;
    throw new UnresolvedVariable(`Variable reference ${found} can't be resolved: ${namespace} has no value for ${key}`);
  });
}
