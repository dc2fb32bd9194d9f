import type { Fate } from './wait-for-outcomes';

export interface OutcomeCounts {
  readonly byOutcome: Readonly<Partial<Record<Fate, number>>>;
  /** Of rejected objects; one with two reasons counts in both. */
  readonly byReason: Readonly<Record<string, number>>;
}

export function countOutcomes(
  objects: readonly { readonly outcome: Fate; readonly reasonCodes: readonly string[] }[],
): OutcomeCounts {
  const byOutcome: Partial<Record<Fate, number>> = {};
  const byReason: Record<string, number> = {};
  for (const { outcome, reasonCodes } of objects) {
    byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
    if (outcome !== 'rejected') continue;
    for (const code of reasonCodes) byReason[code] = (byReason[code] ?? 0) + 1;
  }
  return { byOutcome, byReason };
}

/** Rows of a table: outcome, reason, objects; most frequent reasons first. */
export function outcomeRows({ byOutcome, byReason }: OutcomeCounts): [string, string, number][] {
  const order: readonly Fate[] = ['accepted', 'rejected', 'superseded', 'vanished', 'pending'];
  return order.flatMap((outcome): [string, string, number][] => {
    const count = byOutcome[outcome];
    if (count === undefined) return [];
    if (outcome !== 'rejected') return [[outcome, '', count]];
    const reasons = Object.entries(byReason).sort(([, one], [, other]) => other - one);
    return reasons.map(([code, objects]) => [outcome, code, objects]);
  });
}
