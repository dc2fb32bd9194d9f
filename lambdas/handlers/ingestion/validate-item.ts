import type { ItemSource, SkipReason, ValidatedItem } from '../../contracts/ingestion';
import type { IngestionContracts } from '../../contracts/ingestion-contract';
import type { ClaimRequest } from '../../domain/ingestion/claim';
import { type IntakeKey, parseIntakeKey } from '../../domain/ingestion/intake-key';
import { type IntakeObject, parseIntakeMessage } from '../../domain/ingestion/intake-message';
import type { Gate } from '../../domain/weighted-gate';
import type { ObjectStore } from '../../ports/object-store';
import { type Judge, type Judgement, rejection } from './judgement';
import type { Ledger } from './ledger';
import type { BatchEntry } from './read-batch';

export interface ValidateItemEffects {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly contracts: IngestionContracts;
  readonly judgeOf: (workload: string) => Judge;
  /** Lets so many bytes of objects be held at a time. */
  readonly memory: Gate;
  /** Used for the day of an object whose message names no time. */
  readonly today: () => Date;
}

export type ItemResult =
  | { readonly kind: 'validated'; readonly item: ValidatedItem }
  | { readonly kind: 'skipped'; readonly key: string; readonly why: SkipReason };

/** A message that no retry can mend; it goes back to the queue until it reaches the dead-letter queue. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
}

/** The key is in work elsewhere; the message comes back after its visibility timeout. */
export class KeyInWorkError extends Error {
  override readonly name = 'KeyInWorkError';
}

/** Claims one object version and judges it. @throws to send the message back; the claim is freed first. */
export async function validateItem(entry: BatchEntry, effects: ValidateItemEffects): Promise<ItemResult> {
  const parsed = parseIntakeMessage(entry.body);
  if (parsed.kind === 'unreadable') throw new UnreadableMessageError(parsed.reason.message);
  const place = parseIntakeKey(parsed.key, effects.contracts);
  if (place.kind === 'labels') return { kind: 'skipped', key: parsed.key, why: 'labels' };
  const asked = await resolveVersion(parsed, effects);
  if (!asked) return { kind: 'skipped', key: parsed.key, why: 'vanished' };
  const request: ClaimRequest = { ...asked, owner: entry.itemId };
  const claim = await effects.ledger.claim(request);
  if (claim.kind === 'busy')
    throw new KeyInWorkError(`ledger: ${asked.key} must be free, got a lease by another message`);
  if (claim.kind !== 'claimed') return { kind: 'skipped', key: asked.key, why: claim.kind };
  try {
    const judged = await judge(asked, place, effects);
    if (judged) return { kind: 'validated', item: { itemId: entry.itemId, claim, ...placingOf(judged, asked) } };
    await effects.ledger.complete({ ...request, token: claim.token }, { outcome: 'vanished' });
    return { kind: 'skipped', key: asked.key, why: 'vanished' };
  } catch (error) {
    await effects.ledger.release({ ...asked, token: claim.token });
    throw error;
  }
}

/** Of an object whose message names no size: it goes alone. */
const unknownSizeBytes = Number.MAX_SAFE_INTEGER;

type ValidatedKey = Exclude<IntakeKey, { kind: 'labels' }>;
type VersionedObject = IntakeObject & { readonly versionId: string };

/** Listings carry neither version nor sequencer: look the current version up. `null` when there is none. */
async function resolveVersion(object: IntakeObject, { objects }: ValidateItemEffects): Promise<VersionedObject | null> {
  if (object.versionId !== undefined) return { ...object, versionId: object.versionId };
  const head = await objects.head({ bucket: object.bucket, key: object.key });
  if (!head) return null;
  return { ...object, versionId: head.versionId, sizeBytes: head.sizeBytes, time: head.lastModified.toISOString() };
}

interface Judged {
  readonly workload: string;
  readonly source: ItemSource;
  readonly judgement: Judgement;
}

async function judge(
  asked: VersionedObject,
  place: ValidatedKey,
  effects: ValidateItemEffects,
): Promise<Judged | null> {
  const { bucket, key, versionId, sizeBytes, time } = asked;
  const day = (time ?? effects.today().toISOString()).slice(0, 10);
  const source: ItemSource = { bucket, key, versionId, day, contentType: null };
  if (place.kind === 'refused') return { workload: place.workload, source, judgement: rejection(place.reason) };
  const byWorkload = effects.judgeOf(place.workload);
  const tooLarge = sizeBytes === undefined ? null : byWorkload.refuseBySize(sizeBytes);
  if (tooLarge) return { workload: place.workload, source, judgement: rejection(tooLarge) };
  const read = await readAndJudge({ bucket, key, versionId }, { ...effects, sizeBytes, judge: byWorkload });
  if (!read) return null;
  const { contentType, judgement } = read;
  const label = place.kind === 'labelled' ? { label: place.class } : {};
  const record = { ...judgement.record, ...label };
  return {
    workload: place.workload,
    source: { ...source, contentType },
    judgement: { ...judgement, record },
  };
}

interface ReadEffects extends Pick<ValidateItemEffects, 'objects' | 'memory'> {
  readonly sizeBytes: number | undefined;
  readonly judge: Judge;
}

async function readAndJudge(
  version: { readonly bucket: string; readonly key: string; readonly versionId: string },
  { objects, memory, sizeBytes = unknownSizeBytes, judge: { judge: judgeBytes } }: ReadEffects,
) {
  const leave = await memory(sizeBytes);
  try {
    const stored = await objects.get(version);
    if (!stored) return null;
    const judgement = await judgeBytes({ name: version.key, bytes: stored.bytes });
    return { contentType: stored.contentType, judgement };
  } finally {
    leave();
  }
}

function placingOf({ workload, source, judgement }: Judged, { reprocessId }: VersionedObject) {
  const { verdict, reasons, record, placing } = judgement;
  const again = reprocessId === undefined ? {} : { reprocessId };
  return { workload, source, verdict, reasons, record, placing: { kind: placing, ...again } };
}
