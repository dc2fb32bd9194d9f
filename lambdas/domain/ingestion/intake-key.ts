/**
 * What an intake key says about its object. Keys are opaque: `.`, `..`, empty segments, `%2F` and any Unicode form are
 * legal in S3 and mean themselves, so nothing here decodes, trims or normalises.
 */
import type { IngestionContracts } from '../../contracts/ingestion-contract';
import { intakeReason } from '../../contracts/intake-reasons';
import { intakePrefixes } from '../../contracts/key-layout';
import type { Reason } from '../../contracts/reasons';

interface IncomingKey {
  readonly kind: 'incoming';
  readonly workload: string;
  /** What follows the workload (and class), never empty. */
  readonly rest: string;
}
interface LabelledKey {
  readonly kind: 'labelled';
  readonly workload: string;
  readonly class: string;
  readonly rest: string;
}
interface LabelsKey {
  readonly kind: 'labels';
  readonly workload: string;
  readonly rest: string;
}
interface RefusedKey {
  readonly kind: 'refused';
  /** `unknownWorkload` unless the key names one that exists: foreign text must not shape our record keys. */
  readonly workload: string;
  readonly reason: Reason;
}
export type IntakeKey = IncomingKey | LabelledKey | LabelsKey | RefusedKey;

/** Stands in record keys for the workload of a key that names none of ours. */
export const unknownWorkload = 'unknown';

export function parseIntakeKey(key: string, contracts: IngestionContracts): IntakeKey {
  const kind = (Object.keys(intakePrefixes) as (keyof typeof intakePrefixes)[]).find(name =>
    key.startsWith(intakePrefixes[name]),
  );
  if (kind === undefined) return unknownLayout(key, unknownWorkload);
  const [workload, rest] = splitSegment(key.slice(intakePrefixes[kind].length));
  if (rest === '') return unknownLayout(key, unknownWorkload);
  // A key may name `constructor` or `__proto__`: only own properties are workloads.
  const contract = Object.hasOwn(contracts, workload) ? contracts[workload] : undefined;
  if (contract === undefined) return unknownName('UNKNOWN_WORKLOAD', workload, Object.keys(contracts));
  if (kind === 'incoming') return { kind, workload, rest };
  if (kind === 'labels') return /\.(csv|ndjson)$/.test(rest) ? { kind, workload, rest } : unknownLayout(key, workload);
  // Rows carry their label in a column.
  if (contract.kind !== 'images') return unknownLayout(key, workload);
  const [name, file] = splitSegment(rest);
  if (file === '') return unknownLayout(key, workload);
  if (contract.classes.includes(name)) return { kind, workload, class: name, rest: file };
  return { ...unknownName('UNKNOWN_CLASS', name, contract.classes), workload };
}

/** The text before and behind the first slash. */
function splitSegment(text: string): [first: string, rest: string] {
  const slash = text.indexOf('/');
  return slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
}

function unknownLayout(key: string, workload: string): RefusedKey {
  const layouts = 'incoming/<workload>/…, labelled/<workload>/<class>/… or labels/<workload>/….csv or .ndjson';
  const reason = intakeReason('UNKNOWN_LAYOUT', `key: layout must be ${layouts}, got ${JSON.stringify(key)}`);
  return { kind: 'refused', workload, reason };
}

function unknownName(code: 'UNKNOWN_WORKLOAD' | 'UNKNOWN_CLASS', got: string, known: readonly string[]): RefusedKey {
  const what = code === 'UNKNOWN_WORKLOAD' ? 'workload' : 'class';
  const message = `key: ${what} must be one of ${known.join(', ')}, got ${JSON.stringify(got)}`;
  return { kind: 'refused', workload: unknownWorkload, reason: intakeReason(code, message) };
}
