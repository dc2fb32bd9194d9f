import type { IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { type IntakeReasonCode, intakeReasons } from '../../lambdas/contracts/intake-reasons';
import { sourceVersionMetadata } from '../../lambdas/contracts/key-layout';
import { stripGps } from '../../lambdas/domain/images/strip-gps';
import { type VersionItem, versionKey } from '../../lambdas/domain/ingestion/ledger-items';
import { featuresKindOf, recordKey } from '../../lambdas/domain/ingestion/record-key';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { WorkFoundProblems } from '../errors';
import type { QuarantinedObject } from './quarantine-records';

export interface ReleaseEffects {
  readonly objects: ObjectStore;
  readonly ledger: LedgerStore;
  readonly contracts: IngestionContracts;
  readonly buckets: { readonly curated: string; readonly quarantine: string };
  readonly now: () => Date;
}

export interface Release {
  readonly because: string;
  readonly releasedBy: string;
}

export interface Released {
  readonly key: string;
  readonly featureRecordKey: string;
  readonly overriddenReasons: readonly string[];
}

/**
 * A person overrides a rejection: the object goes to curated under its own key, with a record that says who and why.
 * In an order that loses nothing when it is interrupted: copy, record, ledger, and only then out of quarantine.
 * @throws WorkFoundProblems when the key itself is what is wrong, or curated holds a newer version of it
 */
export async function releaseObject(
  found: QuarantinedObject,
  { because, releasedBy }: Release,
  effects: ReleaseEffects,
): Promise<Released> {
  const { record } = found;
  refuseForeignKey(found);
  await refuseOlderVersion(found, effects);
  await copyToCurated(found, effects);
  const featureRecordKey = recordKey({ kind: featuresKindOf(record.key), ...record });
  const text = JSON.stringify({
    ...record,
    verdict: 'accept',
    reasons: [],
    releasedBy,
    because,
    releasedAt: effects.now().toISOString(),
    overriddenReasons: record.reasons,
  });
  await effects.objects.put(
    { bucket: effects.buckets.curated, key: featureRecordKey },
    { bytes: new TextEncoder().encode(text), contentType: 'application/json' },
  );
  await noteOutcome(found, effects);
  await effects.objects.remove({ bucket: effects.buckets.quarantine, key: record.key });
  await effects.objects.remove({ bucket: effects.buckets.quarantine, key: found.recordKey });
  return { key: record.key, featureRecordKey, overriddenReasons: record.reasons.map(({ code }) => code) };
}

/** Curated objects keep their key, and nothing downstream could place one of these. */
function refuseForeignKey({ record }: QuarantinedObject): void {
  const aboutKey = record.reasons.find(({ code }) => Object.hasOwn(intakeReasons, code as IntakeReasonCode));
  if (!aboutKey) return;
  throw new WorkFoundProblems(
    `everloop quarantine release: the object's key must be one of a workload, got ${aboutKey.code}; save its bytes by \`everloop quarantine show --save\` and upload them again`,
  );
}

async function refuseOlderVersion({ record }: QuarantinedObject, { objects, buckets }: ReleaseEffects): Promise<void> {
  const { bucket, key, versionId } = record;
  const curated = await objects.head({ bucket: buckets.curated, key });
  const curatedVersion = curated?.metadata[sourceVersionMetadata];
  if (curatedVersion === undefined || curatedVersion === versionId) return;
  const [older, newer] = await Promise.all([
    objects.head({ bucket, key, versionId }),
    objects.head({ bucket, key, versionId: curatedVersion }),
  ]);
  // A version that intake no longer holds is older than its retention, and so than one that it still holds.
  if (older && (!newer || newer.lastModified <= older.lastModified)) return;
  throw new WorkFoundProblems(
    `everloop quarantine release: curated must hold no newer version of ${JSON.stringify(key)}, got ${curatedVersion}; upload the file again if it is to replace that one`,
  );
}

async function copyToCurated(found: QuarantinedObject, effects: ReleaseEffects): Promise<void> {
  const { objects, buckets, contracts } = effects;
  const { record, versionId, contentType, metadata } = found;
  const source = { bucket: buckets.quarantine, key: record.key, versionId };
  const target = { bucket: buckets.curated, key: record.key };
  const contract = contracts[record.workload];
  if (contract?.kind === 'images' && contract.policy.gps === 'strip') {
    const stored = await objects.get(source);
    const stripped = stored && stripGps(stored.bytes);
    if (stored && stripped && stripped !== stored.bytes) {
      const type = contentType ?? 'application/octet-stream';
      await objects.put(target, { bytes: stripped, contentType: type, metadata });
      return;
    }
  }
  const copied = await objects.copy(source, target, { contentType, metadata });
  if (copied === 'copied') return;
  throw new WorkFoundProblems(
    `everloop quarantine release: ${JSON.stringify(record.key)} must be in quarantine, got nothing any more; look at \`everloop quarantine list\``,
  );
}

/** A version without an item was forgotten by the ledger; a conflict means that somebody else judged it just now. */
async function noteOutcome({ record }: QuarantinedObject, { ledger, now }: ReleaseEffects): Promise<void> {
  const at = versionKey(record.bucket, record.key, record.versionId);
  const [stored] = await ledger.read([at]);
  const revision = stored?.revision ?? 0;
  const item: VersionItem = {
    ...at,
    kind: 'version',
    revision: revision + 1,
    outcome: 'accepted',
    reasonCodes: [],
    doneAt: now().toISOString(),
  };
  if ((await ledger.write([{ item, expectedRevision: revision }])) === 'written') return;
  throw new WorkFoundProblems(
    `everloop quarantine release: the ledger's item of ${JSON.stringify(record.key)} must stay as it was meanwhile, got a change; look at \`everloop quarantine show\` and try again`,
  );
}
