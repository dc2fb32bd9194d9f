import type { ItemSource } from '../../lambdas/contracts/ingestion';
import type { IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { recordPrefixes, sourceVersionMetadata } from '../../lambdas/contracts/key-layout';
import type { Reason } from '../../lambdas/contracts/reasons';
import { parseIntakeKey, unknownWorkload } from '../../lambdas/domain/ingestion/intake-key';
import { recordKey } from '../../lambdas/domain/ingestion/record-key';
import { listAll } from '../../lambdas/handlers/training/read-all';
import type { ListedKey, ObjectStore } from '../../lambdas/ports/object-store';
import { mapInOrder } from './in-order';

/** What "Place batch" wrote about a rejected object. `bucket` is the intake bucket. */
export interface ReasonRecord extends ItemSource {
  readonly workload: string;
  readonly verdict: string;
  readonly reasons: readonly Reason[];
  readonly judgedAt: string;
}

export interface FoundRecord {
  /** Where the record lies, in the quarantine bucket. */
  readonly recordKey: string;
  readonly record: ReasonRecord;
}

export interface QuarantineFilter {
  readonly workloads: readonly string[];
  readonly reason?: string | undefined;
  /** Days before it (UTC) are left out. */
  readonly since?: Date | undefined;
  readonly limit: number;
}

export interface Quarantine {
  readonly objects: ObjectStore;
  readonly bucket: string;
}

const recordsInFlight = 16;
const dayMs = 86_400_000;
/** More single days than this are listed as one. */
const mostDays = 60;

/** Reason records, newest first; reads only as many as the limit takes. */
export async function listRecords(
  quarantine: Quarantine,
  filter: QuarantineFilter,
  nowMs: number,
): Promise<FoundRecord[]> {
  const listed = (await Promise.all(prefixesOf(filter, nowMs).map(prefix => listAll(quarantine, prefix)))).flat();
  const firstDay = filter.since?.toISOString().slice(0, 10) ?? '';
  const newestFirst = listed
    .map(one => ({ ...one, day: one.key.split('/')[2] ?? '' }))
    .filter(({ day }) => day >= firstDay)
    .sort((one, other) => compare(other.day, one.day) || other.lastModified.getTime() - one.lastModified.getTime());
  const found: FoundRecord[] = [];
  const read = ({ key }: ListedKey) => readRecord(quarantine, key);
  for await (const one of mapInOrder(newestFirst, recordsInFlight, read)) {
    if (one && hasReason(one, filter.reason)) found.push(one);
    if (found.length >= filter.limit) break;
  }
  return found;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const hasReason = ({ record }: FoundRecord, code: string | undefined): boolean =>
  code === undefined || record.reasons.some(reason => reason.code === code);

function prefixesOf({ workloads, since }: QuarantineFilter, nowMs: number): string[] {
  const folders = workloads.map(workload => `${recordPrefixes.reasons}${workload}/`);
  const days = since ? Math.floor(nowMs / dayMs) - Math.floor(since.getTime() / dayMs) + 1 : Number.POSITIVE_INFINITY;
  if (days > mostDays) return folders;
  const dates = Array.from({ length: Math.max(days, 0) }, (_, ago) => isoDay(nowMs - ago * dayMs));
  return folders.flatMap(folder => dates.map(date => `${folder}${date}/`));
}

const isoDay = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

/** Undefined when the record is gone by now, or is none of ours. */
async function readRecord({ objects, bucket }: Quarantine, key: string): Promise<FoundRecord | undefined> {
  const stored = await objects.get({ bucket, key });
  if (!stored) return undefined;
  const record = JSON.parse(new TextDecoder().decode(stored.bytes)) as ReasonRecord;
  return Array.isArray(record.reasons) ? { recordKey: key, record } : undefined;
}

/** Messages wait at most 14 days: a record's day is at most that long before its object was placed. */
const mostDaysWaiting = 15;

export interface QuarantinedObject extends FoundRecord {
  /** The object in the quarantine bucket. */
  readonly versionId: string;
  readonly sizeBytes: number;
  readonly contentType: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly placedAt: Date;
}

/**
 * The object in quarantine under an intake key, with its record; null when there is none.
 * The record's name holds the day of arrival, which is at most 15 days before the object was placed.
 */
export async function findQuarantined(
  quarantine: Quarantine,
  key: string,
  contracts: IngestionContracts,
): Promise<QuarantinedObject | null> {
  const { objects, bucket } = quarantine;
  const head = await objects.head({ bucket, key });
  const sourceVersion = head?.metadata[sourceVersionMetadata];
  if (!head || sourceVersion === undefined) return null;
  const workloads = [...new Set([parseIntakeKey(key, contracts).workload, unknownWorkload])];
  const candidates = Array.from({ length: mostDaysWaiting + 1 }, (_, ago) => ago).flatMap(ago =>
    workloads.map(workload =>
      recordKey({
        kind: 'reasons',
        workload,
        day: isoDay(head.lastModified.getTime() - ago * dayMs),
        key,
        versionId: sourceVersion,
      }),
    ),
  );
  for await (const found of mapInOrder(candidates, recordsInFlight, name => readRecord(quarantine, name))) {
    if (!found) continue;
    const { versionId, sizeBytes, contentType, metadata, lastModified } = head;
    return { ...found, versionId, sizeBytes, contentType, metadata, placedAt: lastModified };
  }
  return null;
}
