import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../../context';
import { type TargetOptions, withTarget } from '../../deployment/target-options';
import { WrongUse } from '../../errors';
import { withExamples } from '../../examples';
import { requireReason } from '../../ingestion/known-reasons';
import type { OutcomeCounts } from '../../ingestion/outcome-counts';
import type { QuarantineAccess } from '../../ingestion/quarantine-access';
import type { ReasonRecord } from '../../ingestion/quarantine-records';
import type { Reprocessed } from '../../ingestion/reprocess';
import { wholeNumber } from '../../ingestion/whole-number';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

interface Given extends TargetOptions {
  readonly all?: boolean;
  readonly reason?: string;
  readonly workload?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

const defaultTimeoutSeconds = 600;

async function recordsOf(
  keys: readonly string[],
  given: Given,
  access: QuarantineAccess,
): Promise<readonly ReasonRecord[]> {
  const { recordedWorkloads, requireQuarantined } =
    require('../../ingestion/quarantine-access') as typeof import('../../ingestion/quarantine-access');
  const { listRecords } =
    require('../../ingestion/quarantine-records') as typeof import('../../ingestion/quarantine-records');
  const records: ReasonRecord[] = [];
  for (const key of keys) records.push((await requireQuarantined(access, key)).record);
  if (keys.length > 0) return records;
  const workloads = recordedWorkloads(access.contracts, given.workload);
  const filter = { workloads, reason: given.reason, limit: Number.POSITIVE_INFINITY };
  return (await listRecords(access.quarantine, filter, Date.now())).map(({ record }) => record);
}

function checkChoice(keys: readonly string[], { all, reason, workload }: Given): void {
  const ways = [keys.length > 0, all === true, reason !== undefined].filter(Boolean).length;
  if (ways === 1 && !(workload !== undefined && keys.length > 0)) return;
  const got = ways === 0 ? 'none of them' : 'more than one';
  throw new WrongUse(
    `everloop quarantine reprocess: objects must be chosen by keys, --all or --reason (the last two with --workload), got ${got}; see --help`,
  );
}

async function waitFor({ sent }: Reprocessed, reprocessId: string, { access, context, timeoutMs }: Waiting) {
  const { waitForOutcomes, wallClock } =
    require('../../ingestion/wait-for-outcomes') as typeof import('../../ingestion/wait-for-outcomes');
  const { countOutcomes } =
    require('../../ingestion/outcome-counts') as typeof import('../../ingestion/outcome-counts');
  const { ledgerOf } = require('../../deployment/stores') as typeof import('../../deployment/stores');
  let counts: OutcomeCounts | undefined;
  const run = async (report: (progress: string) => void) => {
    const { objects } = await waitForOutcomes(sent, {
      bucket: access.connection.deployment.IntakeBucket,
      ledger: ledgerOf(access.connection),
      objects: access.quarantine.objects,
      reprocessId,
      timeoutMs,
      signal: context.signal,
      clock: wallClock,
      onProgress: (done, total) => report(`${done} of ${total}`),
    });
    counts = countOutcomes(objects);
  };
  await context.output.steps([{ title: 'Waiting for the verdicts', run }], context.signal);
  return counts;
}

interface Waiting {
  readonly access: QuarantineAccess;
  readonly context: CommandContext;
  readonly timeoutMs: number;
}

function render({ sent, skipped }: Reprocessed, outcomes: OutcomeCounts | undefined, output: Output): string {
  const { outcomeRows } = require('../../ingestion/outcome-counts') as typeof import('../../ingestion/outcome-counts');
  const { describeSkips } =
    require('../../ingestion/describe-skips') as typeof import('../../ingestion/describe-skips');
  return [
    `Sent to the intake queue: ${sent.length}`,
    ...describeSkips(skipped),
    ...(outcomes ? ['', table(output, ['outcome', 'reason', 'objects'], outcomeRows(outcomes))] : []),
  ].join('\n');
}

async function run(keys: readonly string[], given: Given, context: CommandContext): Promise<void> {
  checkChoice(keys, given);
  const { randomUUID } = require('node:crypto') as typeof import('node:crypto');
  const { openQuarantine } =
    require('../../ingestion/quarantine-access') as typeof import('../../ingestion/quarantine-access');
  const { reprocess } = require('../../ingestion/reprocess') as typeof import('../../ingestion/reprocess');
  const { intakeQueueOf } = require('../../deployment/stores') as typeof import('../../deployment/stores');
  const { callerOf } = require('../../deployment/caller') as typeof import('../../deployment/caller');
  const access = await openQuarantine(given);
  const records = await recordsOf(keys, given, access);
  const reprocessId = randomUUID();
  const result = await reprocess(
    records,
    { reprocessId, why: `reprocess by ${await callerOf(access.connection)}` },
    { objects: access.quarantine.objects, queue: intakeQueueOf(access.connection) },
  );
  const timeoutMs = given.timeout * 1000;
  const outcomes = given.wait ? await waitFor(result, reprocessId, { access, context, timeoutMs }) : undefined;
  context.output.result({ reprocessId, ...result, ...(outcomes && { outcomes }) }, () =>
    render(result, outcomes, context.output),
  );
  const { rejected = 0, pending = 0 } = outcomes?.byOutcome ?? {};
  if (rejected + pending > 0 || (keys.length > 0 && result.skipped.length > 0)) context.foundProblems();
}

export const reprocessCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('reprocess').description('Validate rejected objects again, under the limits deployed today'),
      'everloop quarantine reprocess incoming/product-images/shoe.jpg --wait',
      'everloop quarantine reprocess --reason TOO_MANY_BYTES --workload product-images --wait',
      'everloop quarantine reprocess --all',
    ),
  )
    .argument('[key...]', 'the keys they arrived under')
    .option('--all', 'all that is in quarantine')
    .option('--reason <code>', 'all that were rejected for this reason', requireReason)
    .option('--workload <id>', 'of one workload only')
    .option('--wait', 'wait for the verdicts; ends with 1 when something was rejected again')
    .option('--timeout <seconds>', 'how long --wait waits', wholeNumber(1, 86_400), defaultTimeoutSeconds)
    .action((keys: readonly string[], given: Given) => run(keys, given, context));
