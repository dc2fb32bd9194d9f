import type { RetrainingPolicy } from '../../lambdas/contracts/retraining-policy';
import { cooldownEnd, holdOf, spentBudget } from '../../lambdas/domain/retraining/decide';
import type { Desk, Hold, Refusal } from '../../lambdas/domain/retraining/desk';

/** Whether a workload would be trained again now, and what asked for it lately. */
export interface RetrainingReport {
  readonly workload: string;
  readonly hold: Hold | null;
  /** Correlation id of the retraining that is under way. */
  readonly underWay: string | null;
  /** ISO 8601; null when it is over. */
  readonly cooldownUntil: string | null;
  readonly dryRun: boolean;
  /** Of the last 24 hours. */
  readonly budget: { readonly spent: number; readonly perDay: number };
  readonly alarms: readonly {
    readonly name: string;
    readonly isRaised: boolean;
    readonly since: string;
    readonly retrainings: number;
    readonly escalatedAt: string | null;
  }[];
  /** Newest first; equal ones are one, with their count. */
  readonly refusals: readonly Omit<Refusal, 'key'>[];
}

export function retrainingReport(desk: Desk, policy: RetrainingPolicy, now: Date): RetrainingReport {
  const cooldown = cooldownEnd(desk, policy);
  return {
    workload: desk.workload,
    hold: holdOf(desk, policy),
    underWay: desk.lease?.correlationId ?? null,
    cooldownUntil: !desk.lease && now < cooldown ? cooldown.toISOString() : null,
    dryRun: policy.dryRun,
    budget: { spent: spentBudget(desk, now), perDay: policy.budgetPerDay },
    alarms: Object.entries(desk.alarms).map(([name, { isRaised, changedAt, retrainings, escalation }]) => ({
      name,
      isRaised,
      since: changedAt,
      retrainings,
      escalatedAt: escalation?.at ?? null,
    })),
    refusals: [...desk.refusals].reverse().map(({ key: _, ...refusal }) => refusal),
  };
}
