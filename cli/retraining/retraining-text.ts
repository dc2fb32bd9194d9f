import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { table } from '../output/table';
import type { RetrainingReport } from './retraining-report';

const shownRefusals = 5;
const shortTime = (at: string): string => at.slice(0, 19).replace('T', ' ');

/** What stands in the way of the next retraining, in words. */
function stateOf({ hold, underWay, cooldownUntil, dryRun, budget }: RetrainingReport): string {
  if (hold) return `held by ${printable(hold.by)}: ${printable(hold.why)}`;
  if (underWay !== null) return `under way: ${underWay}`;
  if (cooldownUntil !== null) return `cools down until ${shortTime(cooldownUntil)} UTC`;
  if (budget.spent >= budget.perDay) return 'the budget of the day is spent';
  return dryRun ? 'dry run: it would start and does not' : 'ready';
}

/** A workload's retraining for people. */
export function retrainingText(report: RetrainingReport, output: Output): string {
  const { bold, yellow, red } = output.colours;
  const { workload, budget, alarms, refusals } = report;
  const raised = alarms.map(({ name, isRaised, since, retrainings, escalatedAt }) => [
    name,
    isRaised ? red('ALARM') : 'OK',
    shortTime(since),
    retrainings,
    escalatedAt === null ? '' : yellow('a person was called'),
  ]);
  const refused = refusals
    .slice(0, shownRefusals)
    .map(({ code, reason, alarm, count, lastAt, message }) => [
      code,
      alarm ?? reason,
      count,
      shortTime(lastAt),
      printable(message),
    ]);
  return [
    `${bold(`Retraining of ${workload}`)}: ${stateOf(report)}`,
    `${budget.spent} of ${budget.perDay} retrainings in the last 24 hours`,
    ...(raised.length > 0 ? ['', table(output, ['alarm', 'state', 'since (UTC)', 'retrainings', ''], raised)] : []),
    ...(refused.length > 0 ? ['', table(output, ['refused', 'asked by', 'times', 'last (UTC)', 'why'], refused)] : []),
  ].join('\n');
}
