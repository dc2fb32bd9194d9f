import type { RetrainingPolicy } from '../../../lambdas/contracts/retraining-policy';
import type { Ran } from './simulated-services';

const dayMs = 86_400_000;

/** What no storm may ever do, said in words; empty when it did not. */
export function violationsOf(executions: readonly Ran[], policy: RetrainingPolicy): string[] {
  const ordered = [...executions].sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
  return [...twoAtOnce(ordered), ...overBudget(ordered, policy), ...inCooldown(ordered, policy)];
}

const byPerson = ({ correlationId }: Ran): boolean => correlationId.startsWith('person');

const twoAtOnce = (ordered: readonly Ran[]): string[] =>
  ordered.flatMap((one, index) => {
    const next = ordered[index + 1];
    const overlaps = next !== undefined && (one.endedAt === undefined || next.startedAt < one.endedAt);
    return overlaps ? [`${next.correlationId} began while ${one.correlationId} ran`] : [];
  });

/** A person may go beyond the budget, a machine may not. */
const overBudget = (ordered: readonly Ran[], { budgetPerDay }: RetrainingPolicy): string[] =>
  ordered.flatMap((one, index) => {
    if (byPerson(one)) return [];
    // A lease is taken up to forty minutes before its execution begins: its day is counted from there.
    const before = ordered.slice(0, index).filter(earlier => leaseOf(one) - leaseOf(earlier) < dayMs);
    return before.length >= budgetPerDay ? [`${one.correlationId} is number ${before.length + 1} of its day`] : [];
  });

/** When its lease was taken: the correlation id says it, to the second. */
function leaseOf({ correlationId }: Ran): number {
  const [, y, mo, d, h, m, s] = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/.exec(correlationId) ?? [];
  return Date.parse(`${y}-${mo}-${d}T${h}:${m}:${s}Z`);
}

const inCooldown = (ordered: readonly Ran[], { cooldownMinutes }: RetrainingPolicy): string[] =>
  ordered.flatMap((one, index) => {
    const before = ordered[index - 1];
    if (byPerson(one) || !before?.endedAt) return [];
    const calmMs = one.startedAt.getTime() - before.endedAt.getTime();
    return calmMs < cooldownMinutes * 60_000 ? [`${one.correlationId} began ${calmMs} ms after the last end`] : [];
  });
