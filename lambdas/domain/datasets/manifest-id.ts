import { createHash } from 'node:crypto';
import type { DatasetItem, DatasetManifest } from '../../contracts/dataset-manifest';
import { byCodePoint } from './code-point-order';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** JSON of which equal values have equal bytes: keys in code point order, no spaces. Numbers must be whole: floats differ between languages. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries = Object.entries(value).sort(([one], [other]) => byCodePoint(one, other));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

export const inPathOrder = <Item extends { readonly path: string }>(items: readonly Item[]): Item[] =>
  [...items].sort((one, other) => byCodePoint(one.path, other.path));

/** The content's address; pipeline/container computes the same over the same manifest. */
export function manifestId({ workload, classes, items }: Omit<DatasetManifest, 'id' | 'schemaVersion'>): string {
  return sha256Of(canonicalJson({ classes, items: inPathOrder(items), workload }));
}

/**
 * The address of the golden examples alone: models were compared on the same pictures when it is the same, however
 * their training sets differ.
 */
export function goldenId(items: readonly DatasetItem[]): string {
  const golden = items.filter(({ split }) => split === 'golden').map(({ sha256, label }) => ({ label, sha256 }));
  const ordered = golden.sort((one, other) => byCodePoint(one.sha256 + one.label, other.sha256 + other.label));
  return sha256Of(canonicalJson(ordered));
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
