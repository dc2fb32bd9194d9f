import type { ValidatedItem } from '../../contracts/ingestion';
import type { IngestionContracts } from '../../contracts/ingestion-contract';
import { sourceVersionMetadata } from '../../contracts/key-layout';
import { stripGps } from '../../domain/images/strip-gps';
import { contentOf, type PlacedContent } from '../../domain/ingestion/placed-content';
import { featuresKindOf, type RecordOf, recordKey } from '../../domain/ingestion/record-key';
import { validateRows } from '../../domain/rows/validate-rows';
import type { Clock } from '../../ports/clock';
import type { ObjectHead, ObjectStore } from '../../ports/object-store';
import type { Ledger } from './ledger';

export interface PlaceItemEffects {
  readonly objects: ObjectStore;
  readonly ledger: Ledger;
  readonly contracts: IngestionContracts;
  readonly clock: Clock;
  readonly buckets: { readonly curated: string; readonly quarantine: string };
}

export type Placed = 'accepted' | 'rejected' | 'vanished' | 'lost';

/** S3 allows 2 KB of user metadata; ours takes 150 bytes of it. */
const metadataLimitBytes = 1_850;

/**
 * Gives one verdict its effect: the object and its record in curated or quarantine, then the outcome in the ledger.
 * Idempotent: a retry after a crash sees by the copy's source version that the copy exists, and goes on from there.
 */
export async function placeItem(item: ValidatedItem, effects: PlaceItemEffects): Promise<Placed> {
  const { source, claim, placing } = item;
  const head = await effects.objects.head(source);
  const placed = head ? await placeObject(item, head, effects) : 'missing';
  if (placed === 'placed') await putRecord(item, effects);
  const outcome = placed === 'missing' ? 'vanished' : item.verdict === 'accept' ? 'accepted' : 'rejected';
  const reprocess = placing.reprocessId === undefined ? {} : { reprocessId: placing.reprocessId };
  if (outcome === 'accepted' && placing.reprocessId !== undefined) await leaveQuarantine(item, effects);
  const done = await effects.ledger.complete(
    { ...source, ...reprocess, owner: item.itemId, token: claim.token },
    { outcome, reasonCodes: item.reasons.map(({ code }) => code) },
  );
  return done === 'lost' ? 'lost' : outcome;
}

async function placeObject(
  item: ValidatedItem,
  head: ObjectHead,
  effects: PlaceItemEffects,
): Promise<'placed' | 'missing'> {
  const bucket = item.verdict === 'accept' ? effects.buckets.curated : effects.buckets.quarantine;
  const target = { bucket, key: item.source.key };
  if (item.claim.attempt > 1 && (await isPlaced(target, item, effects))) return 'placed';
  const metadata = markedMetadata(head, item.source.versionId);
  if (item.placing.kind === 'copy') {
    const attributes = { contentType: head.contentType, metadata };
    return (await effects.objects.copy(item.source, target, attributes)) === 'copied' ? 'placed' : 'missing';
  }
  const stored = await effects.objects.get(item.source);
  if (!stored) return 'missing';
  const bytes = await bytesToPlace(item, stored.bytes, effects);
  await effects.objects.put(target, { bytes, contentType: head.contentType ?? 'application/octet-stream', metadata });
  return 'placed';
}

async function isPlaced(target: { bucket: string; key: string }, item: ValidatedItem, { objects }: PlaceItemEffects) {
  const there = await objects.head(target);
  return there?.metadata[sourceVersionMetadata] === item.source.versionId;
}

function markedMetadata(head: ObjectHead, versionId: string): Readonly<Record<string, string>> {
  const marker = { [sourceVersionMetadata]: versionId };
  const ownBytes = Object.entries(head.metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return ownBytes > metadataLimitBytes ? marker : { ...head.metadata, ...marker };
}

/** The bytes that go on where a plain copy would not do: without GPS, or the good rows only. */
async function bytesToPlace(item: ValidatedItem, bytes: Uint8Array, effects: PlaceItemEffects): Promise<Uint8Array> {
  if (item.placing.kind === 'strip-gps') return stripGps(bytes);
  const contract = effects.contracts[item.workload];
  if (contract?.kind !== 'rows') {
    throw new Error(
      `place batch: ${item.workload} must take rows, got ${contract?.kind}; deploy both functions together`,
    );
  }
  const { accepted, rejected } = validateRows({ name: item.source.key, bytes }, contract.policy);
  const lines = rejected.map(row => JSON.stringify(row)).join('\n');
  await effects.objects.put(
    { bucket: effects.buckets.quarantine, key: keyOf(item, 'rows') },
    { bytes: new TextEncoder().encode(`${lines}\n`), contentType: 'application/x-ndjson' },
  );
  return accepted;
}

async function putRecord(item: ValidatedItem, effects: PlaceItemEffects): Promise<void> {
  const { workload, source, verdict, reasons, record } = item;
  const rows = item.placing.kind === 'split-rows' ? { rejectedRowsKey: keyOf(item, 'rows') } : {};
  const curated = await strippedContent(item, effects);
  const judgedAt = effects.clock.now().toISOString();
  const text = JSON.stringify({ workload, ...source, verdict, reasons, judgedAt, ...rows, ...record, ...curated });
  const accepted = verdict === 'accept';
  await effects.objects.put(
    {
      bucket: accepted ? effects.buckets.curated : effects.buckets.quarantine,
      key: keyOf(item, accepted ? featuresKindOf(source.key) : 'reasons'),
    },
    { bytes: new TextEncoder().encode(text), contentType: 'application/json' },
  );
}

/** What the record measured is the picture as sent; without its position it has other bytes, and data sets name those. */
async function strippedContent(
  { verdict, placing, source }: ValidatedItem,
  { objects, buckets }: PlaceItemEffects,
): Promise<{ curated?: PlacedContent }> {
  if (verdict !== 'accept' || placing.kind !== 'strip-gps') return {};
  const stored = await objects.get({ bucket: buckets.curated, key: source.key });
  return stored ? { curated: contentOf(stored.bytes) } : {};
}

async function leaveQuarantine(item: ValidatedItem, { objects, buckets }: PlaceItemEffects): Promise<void> {
  await objects.remove({ bucket: buckets.quarantine, key: item.source.key });
  await objects.remove({ bucket: buckets.quarantine, key: keyOf(item, 'reasons') });
}

const keyOf = ({ workload, source }: ValidatedItem, kind: RecordOf['kind']): string =>
  recordKey({ kind, workload, day: source.day, key: source.key, versionId: source.versionId });
