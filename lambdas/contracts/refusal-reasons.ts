/** Why a retraining that was asked for does not start; docs/reasons.md is generated from this list. */
import type { ReasonEntry } from './reasons';

const entries = {
  HELD: [
    'A person holds the retraining of the workload.',
    'Let it go by `everloop release-hold`; a person may train all the same by `everloop train --despite-hold`.',
  ],
  UNDER_WAY: [
    'A retraining of the workload is under way, and there is never more than one.',
    'Wait for its end, or stop it by `everloop stop`.',
  ],
  COOLDOWN: [
    'The last retraining, or the release of its version, ended less than retraining.cooldownMinutes ago.',
    'Nothing: an alarm that stays is looked at again when the time is over. A person need not wait.',
  ],
  REPAIR_AWAITED: [
    "The last retraining's version waits for a decision, or is being released: alarms tell of the version before it.",
    'Approve or reject it, or wait for its release. After retraining.awaitDecisionHours without a decision it no longer counts.',
  ],
  OVER_BUDGET: [
    'In the last 24 hours there were retraining.budgetPerDay retrainings.',
    'Find out why so many were asked for; raise the budget, or train by hand.',
  ],
  ESCALATED: [
    'The alarm stays after retraining.escalateAfter retrainings, and a person was called.',
    'Look at the data: training on more of the same does not help. A training by hand or a recovered alarm begins anew.',
  ],
  TOO_FEW_ALARMS: [
    'Fewer alarms of the workload than retraining.alarmsNeeded are raised.',
    'Nothing; lower alarmsNeeded if one alarm is reason enough.',
  ],
  TOO_FEW_NEW_LABELS: [
    'Since the last data set fewer labelled examples came in than retraining.minNewLabels.',
    'Label what drifted, or lower minNewLabels: the same data give the same model.',
  ],
  DRY_RUN: [
    'It would have started, and retraining.dryRun is set.',
    'Look whether it was right, then set dryRun to false and deploy.',
  ],
  NOT_STARTED: [
    'It was let through, but no execution came of it.',
    'Read the message; the same cause would stop `everloop train`. An alarm that stays is tried again.',
  ],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type RefusalCode = keyof typeof entries;

export const refusalReasons = Object.fromEntries(
  Object.entries(entries).map(([code, [meaning, remedy]]) => [code, { code, meaning, remedy }]),
) as Readonly<Record<RefusalCode, ReasonEntry>>;

export const refusalCodes = Object.keys(entries) as readonly RefusalCode[];
