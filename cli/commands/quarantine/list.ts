import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../../context';
import { type TargetOptions, withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import { requireReason } from '../../ingestion/known-reasons';
import type { FoundRecord } from '../../ingestion/quarantine-records';
import { parseSince } from '../../ingestion/since';
import { wholeNumber } from '../../ingestion/whole-number';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

interface Given extends TargetOptions {
  readonly workload?: string;
  readonly reason?: string;
  readonly since?: Date;
  readonly limit: number;
}

const defaultLimit = 50;

function render(found: readonly FoundRecord[], { limit }: Given, output: Output): string {
  const { printable } = require('../../ingestion/printable') as typeof import('../../ingestion/printable');
  if (found.length === 0) return 'Nothing of that kind is in quarantine.';
  const rows = found.map(({ record }) => [
    record.judgedAt.slice(0, 19),
    record.reasons.map(({ code }) => code).join(', '),
    printable(record.key),
  ]);
  const more = found.length === limit ? [output.colours.dim(`The newest ${limit}; more with --limit.`)] : [];
  return [table(output, ['judged (UTC)', 'reasons', 'key'], rows), ...more].join('\n');
}

async function list(given: Given, { output }: CommandContext): Promise<void> {
  const { openQuarantine, recordedWorkloads } =
    require('../../ingestion/quarantine-access') as typeof import('../../ingestion/quarantine-access');
  const { listRecords } =
    require('../../ingestion/quarantine-records') as typeof import('../../ingestion/quarantine-records');
  const { quarantine, contracts } = await openQuarantine(given);
  const { workload, reason, since, limit } = given;
  const workloads = recordedWorkloads(contracts, workload);
  const found = await listRecords(quarantine, { workloads, reason, since, limit }, Date.now());
  if (!output.json) return output.result(found, () => render(found, given, output));
  for (const { record, recordKey } of found) output.line({ ...record, recordKey }, () => recordKey);
}

export const listCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('list').description('List what was rejected and why, newest first'),
      'everloop quarantine list --since 1d',
      'everloop quarantine list --workload product-images --reason TRUNCATED --json',
    ),
  )
    .option('--workload <id>', 'of one workload; `unknown` for keys that name none')
    .option('--reason <code>', 'rejected for this reason, see docs/reasons.md', requireReason)
    .option('--since <time>', 'arrived on that day (UTC) or later: 2h, 7d or an ISO 8601 date', text =>
      parseSince(text, Date.now()),
    )
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000), defaultLimit)
    .action((given: Given) => list(given, context));
