import { findQuarantined, type QuarantinedObject, type ReasonRecord } from '../../../cli/ingestion/quarantine-records';
import type { ReleaseEffects } from '../../../cli/ingestion/release';
import { MemoryLedgerStore } from '../../../lambdas/adapters/memory/ledger-store';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { sourceVersionMetadata } from '../../../lambdas/contracts/key-layout';
import { versionKey } from '../../../lambdas/domain/ingestion/ledger-items';
import { recordKey } from '../../../lambdas/domain/ingestion/record-key';
import { contracts } from './contracts';

const bytes: Uint8Array = new TextEncoder().encode('bytes');
const contentType = 'image/jpeg';

/** Buckets and ledger as the functions leave them behind. */
export class QuarantineWorld {
  readonly objects = new MemoryObjectStore();
  readonly ledger = new MemoryLedgerStore();
  readonly quarantine = { objects: this.objects, bucket: 'quarantine' };
  readonly releaseEffects: ReleaseEffects = {
    objects: this.objects,
    ledger: this.ledger,
    contracts,
    buckets: { curated: 'curated', quarantine: 'quarantine' },
    now: () => new Date('2026-01-03'),
  };

  /** @returns the version */
  async upload(key: string): Promise<string> {
    await this.objects.put({ bucket: 'intake', key }, { bytes, contentType });
    return (await this.objects.head({ bucket: 'intake', key }))?.versionId ?? '';
  }

  async reject(
    key: string,
    { day = '2026-01-01', code = 'TRUNCATED', workload = 'product-images', content = bytes } = {},
  ): Promise<ReasonRecord> {
    const versionId = await this.upload(key);
    const metadata = { [sourceVersionMetadata]: versionId };
    await this.objects.put({ bucket: 'quarantine', key }, { bytes: content, contentType, metadata });
    const reasons = [{ code, message: 'message', remedy: 'remedy' }];
    const judgedAt = `${day}T12:00:00.000Z`;
    const verdict = 'reject';
    const record = { workload, bucket: 'intake', key, versionId, day, contentType, verdict, reasons, judgedAt };
    await this.objects.put(
      { bucket: 'quarantine', key: recordKey({ kind: 'reasons', workload, day, key, versionId }) },
      { bytes: new TextEncoder().encode(JSON.stringify(record)), contentType: 'application/json' },
    );
    const at = versionKey('intake', key, versionId);
    const item = {
      ...at,
      kind: 'version',
      revision: 1,
      outcome: 'rejected',
      reasonCodes: [code],
      doneAt: judgedAt,
    } as const;
    await this.ledger.write([{ item }]);
    return record;
  }

  /** Uploads a new version of a key and accepts it. */
  async curate(key: string): Promise<void> {
    const metadata = { [sourceVersionMetadata]: await this.upload(key) };
    const newer = new TextEncoder().encode('other bytes');
    await this.objects.put({ bucket: 'curated', key }, { bytes: newer, contentType, metadata });
  }

  /** @throws when the key is not in quarantine */
  async find(key: string): Promise<QuarantinedObject> {
    const found = await findQuarantined(this.quarantine, key, contracts);
    if (!found) throw new Error(`${key} must be in quarantine`);
    return found;
  }

  async textOf(bucket: string, key: string): Promise<string | null> {
    const stored = await this.objects.get({ bucket, key });
    return stored && new TextDecoder().decode(stored.bytes);
  }

  /** The effects of a process that is killed after so many writes. */
  brokenAfter(writes: number): ReleaseEffects {
    let left = writes;
    const counted =
      <Arguments extends unknown[], Result>(effect: (...given: Arguments) => Promise<Result>) =>
      async (...given: Arguments): Promise<Result> => {
        if (left-- <= 0) throw new Error('broken off');
        return effect(...given);
      };
    const { objects, ledger } = this;
    return {
      ...this.releaseEffects,
      objects: {
        head: ref => objects.head(ref),
        get: ref => objects.get(ref),
        list: (bucket, prefix, token) => objects.list(bucket, prefix, token),
        sha256: ref => objects.sha256(ref),
        put: counted((target, object) => objects.put(target, object)),
        putNew: counted((target, object) => objects.putNew(target, object)),
        copy: counted((source, target, attributes) => objects.copy(source, target, attributes)),
        remove: counted(target => objects.remove(target)),
      },
      ledger: { read: keys => ledger.read(keys), write: counted(writes_ => ledger.write(writes_)) },
    };
  }
}
