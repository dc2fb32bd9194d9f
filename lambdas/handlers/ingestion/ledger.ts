import { type ClaimRequest, decideClaim, holdsLease, releasedHead } from '../../domain/ingestion/claim';
import {
  errorKey,
  type HeadItem,
  headKey,
  type LedgerItem,
  type LedgerKey,
  type LedgerWrite,
  type Outcome,
  type VersionItem,
  versionKey,
} from '../../domain/ingestion/ledger-items';
import type { Clock, Tokens } from '../../ports/clock';
import type { LedgerStore } from '../../ports/ledger-store';

/** Longer than a function may run (60 s), so that a live holder is never overtaken. */
export const leaseMs = 90_000;
/** DLQ messages live 14 days; their errors a little longer. */
const errorDays = 21;
const conflictTries = 5;

export type Claim =
  | {
      readonly kind: 'claimed';
      readonly token: string;
      readonly attempt: number;
      /** As it was written; spares `complete` in the same process a look. */
      readonly held: HeldClaim;
    }
  | { readonly kind: 'duplicate' | 'superseded' }
  | { readonly kind: 'busy'; readonly untilMs: number };

/** What the ledger holds of a claimed object version. */
export interface HeldClaim {
  readonly head: HeadItem;
  readonly version?: VersionItem;
}

export class LedgerBusyError extends Error {
  override readonly name = 'LedgerBusyError';
}

/** Exactly-once in effect: claims, outcomes and last errors, over any store with optimistic concurrency. */
export class Ledger {
  constructor(
    private readonly store: LedgerStore,
    private readonly clock: Clock,
    private readonly tokens: Tokens,
  ) {}

  /** @throws LedgerBusyError when the key's head kept changing under the claim. */
  async claim(request: ClaimRequest): Promise<Claim> {
    const { bucket, key, versionId } = request;
    for (let tries = 0; tries < conflictTries; tries++) {
      const ledger = await this.readObject(bucket, key, versionId);
      const token = this.tokens.next();
      const decision = decideClaim(request, ledger, { nowMs: this.clock.now().getTime(), leaseMs, token });
      if (decision.kind !== 'claim') return decision;
      const { head, expectedRevision } = decision;
      const written = await this.store.write([{ item: head, expectedRevision }]);
      const held = { head, ...(ledger.version && { version: ledger.version }) };
      if (written === 'written') return { kind: 'claimed', token, attempt: head.attempt, held };
    }
    throw new LedgerBusyError(`ledger: claim of ${key} must settle in ${conflictTries} tries, got conflicts only`);
  }

  /**
   * Records the outcome and frees the key, both or neither.
   * @returns `lost` when the lease ran out and somebody else holds the key: their outcome will count.
   */
  async complete(claimed: Claimed, result: CompletedWork): Promise<'done' | 'lost'> {
    const { bucket, key, versionId } = claimed;
    const ledger = claimed.held ?? (await this.readObject(bucket, key, versionId));
    if (!holdsLease(ledger.head, claimed.token)) return 'lost';
    const version: VersionItem = {
      ...versionKey(bucket, key, versionId),
      kind: 'version',
      revision: (ledger.version?.revision ?? 0) + 1,
      outcome: result.outcome,
      reasonCodes: result.reasonCodes ?? [],
      doneAt: this.clock.now().toISOString(),
      ...(claimed.reprocessId === undefined ? {} : { reprocessId: claimed.reprocessId }),
    };
    const written = await this.store.write([
      { item: version, expectedRevision: ledger.version?.revision ?? 0 },
      { item: releasedHead(ledger.head), expectedRevision: ledger.head.revision },
      ...(result.also ?? []),
    ]);
    return written === 'written' ? 'done' : 'lost';
  }

  /** Frees the key after a failed try, so that the retry need not wait for the lease to run out. */
  async release(claimed: { bucket: string; key: string; token: string }): Promise<void> {
    const head = (await this.store.read([headKey(claimed.bucket, claimed.key)])).find(isHead);
    if (!holdsLease(head, claimed.token)) return;
    await this.store.write([{ item: releasedHead(head), expectedRevision: head.revision }]);
  }

  /** Keeps the last error of a message: a message that moves to the dead-letter queue carries none. */
  async recordError(messageId: string, error: { readonly error: string; readonly cause: string }): Promise<void> {
    const now = this.clock.now();
    const expiresAt = Math.floor(now.getTime() / 1000) + errorDays * 86_400;
    const item = {
      ...errorKey(messageId),
      kind: 'error',
      revision: 1,
      at: now.toISOString(),
      expiresAt,
      ...error,
    } as const;
    await this.store.write([{ item }]);
  }

  private async readObject(bucket: string, key: string, versionId: string): Promise<ObjectState> {
    const keys: LedgerKey[] = [headKey(bucket, key), versionKey(bucket, key, versionId)];
    const items = await this.store.read(keys);
    const head = items.find(isHead);
    const version = items.find(isVersion);
    return { ...(head && { head }), ...(version && { version }) };
  }
}

export type Claimed = ClaimRequest & { readonly token: string; readonly held?: HeldClaim };

export interface CompletedWork {
  readonly outcome: Outcome;
  readonly reasonCodes?: readonly string[];
  /** Written with the outcome, or not at all; up to 8. */
  readonly also?: readonly LedgerWrite[];
}

interface ObjectState {
  readonly head?: HeadItem;
  readonly version?: VersionItem;
}

const isHead = (item: LedgerItem): item is HeadItem => item.kind === 'head';
const isVersion = (item: LedgerItem): item is VersionItem => item.kind === 'version';
