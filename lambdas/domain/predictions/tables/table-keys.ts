import { createHash } from 'node:crypto';
import { predictionPrefixes, tablePrefixes } from '../../../contracts/key-layout';

export type TableName = keyof typeof tablePrefixes;

/** One hour (UTC) of a workload's lines. */
export interface Hour {
  readonly workload: string;
  /** `2026-11-21` */
  readonly day: string;
  /** `00` to `23` */
  readonly hour: string;
}

export const linesPrefix = (table: TableName, { workload, day, hour }: Hour): string =>
  `${predictionPrefixes[table]}${workload}/day=${day}/hour=${hour}/`;

/** @param part the first digit of the ids in it; '' for a file of the whole hour */
export const tableKey = (table: TableName, { workload, day, hour }: Hour, part = ''): string =>
  `${tablePrefixes[table]}workload=${workload}/dt=${day}/hour-${hour}${part && `-${part}`}.parquet`;

/** Lines are named by digests, so that each part of a large hour is as large as the others. */
export const tableParts: readonly string[] = [...'0123456789abcdef'];

const hourMs = 3_600_000;

/** The hours before `end`, newest first; the one that `end` lies in is not over and not among them. */
export function hoursBefore(end: Date, count: number): Omit<Hour, 'workload'>[] {
  const current = Math.floor(end.getTime() / hourMs);
  return Array.from({ length: count }, (_, back) => {
    const text = new Date((current - 1 - back) * hourMs).toISOString();
    return { day: text.slice(0, 10), hour: text.slice(11, 13) };
  });
}

/** Grows when columns change, so that what is gathered again has them. */
const layout = 1;

/** Tells which lines a file holds: lines are never changed, so that their keys say it. */
export function linesDigest(keys: readonly string[]): string {
  const digest = createHash('sha256').update(`${layout}\n`);
  for (const key of keys) digest.update(`${key}\n`);
  return digest.digest('hex');
}
