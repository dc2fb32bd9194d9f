import type { LedgerItem } from './ledger-items';

/** Events arrive within seconds; half an hour also covers five tries of a message (5 x 6 min visibility). */
export const graceMs = 30 * 60_000;

/**
 * Whether a listed object was never dealt with: no outcome although it has lain there longer than its event and all
 * tries take, or an outcome that is older than the object itself (a newer version whose event was lost).
 */
export function isLost(
  listed: { readonly lastModified: Date },
  ledger: { readonly head?: LedgerItem | undefined; readonly version?: LedgerItem | undefined },
  nowMs: number,
): boolean {
  if (nowMs - listed.lastModified.getTime() < graceMs) return false;
  const inWork = ledger.head?.kind === 'head' && (ledger.head.lease?.untilMs ?? 0) > nowMs;
  if (inWork) return false;
  if (ledger.version?.kind !== 'version') return true;
  return listed.lastModified.getTime() > Date.parse(ledger.version.doneAt);
}
