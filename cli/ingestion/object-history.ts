import { headKey, type LedgerItem, versionKey } from '../../lambdas/domain/ingestion/ledger-items';
import type { LedgerStore } from '../../lambdas/ports/ledger-store';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import type { ReasonRecord } from './quarantine-records';

/** What became of one version of a key. */
export interface VersionFate {
  readonly versionId: string;
  /** Which version it is: the one in quarantine, or the newest one in intake. */
  readonly which: 'quarantined' | 'newest';
  readonly outcome: string;
  readonly reasonCodes: readonly string[];
  readonly doneAt: string | null;
  /** Whether intake still holds its bytes. */
  readonly inIntake: boolean;
}

/** The quarantined version and, when it is another one, the newest version of the same key. */
export async function historyOf(
  { bucket, key, versionId }: ReasonRecord,
  { ledger, objects }: { readonly ledger: LedgerStore; readonly objects: Pick<ObjectStore, 'head'> },
): Promise<readonly VersionFate[]> {
  const current = await objects.head({ bucket, key });
  const [head] = await ledger.read([headKey(bucket, key)]);
  const newest = current?.versionId ?? (head?.kind === 'head' ? head.versionId : versionId);
  const ids = [...new Set([versionId, newest])];
  const items = await ledger.read(ids.map(id => versionKey(bucket, key, id)));
  return Promise.all(
    ids.map(async id => {
      const item = items.find(({ sort }) => sort === versionKey(bucket, key, id).sort);
      const itself = await objects.head({ bucket, key, versionId: id });
      const which = id === versionId ? ('quarantined' as const) : ('newest' as const);
      return { versionId: id, which, ...fateOf(item), inIntake: itself !== null };
    }),
  );
}

function fateOf(item: LedgerItem | undefined) {
  if (item?.kind !== 'version') return { outcome: 'none yet', reasonCodes: [], doneAt: null };
  return { outcome: item.outcome, reasonCodes: item.reasonCodes, doneAt: item.doneAt };
}
