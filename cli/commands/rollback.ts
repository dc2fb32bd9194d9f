import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, targetWords, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { ReleaseAccess } from '../release/release-access';

interface Given extends TargetOptions {
  readonly why: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

const defaultTimeoutSeconds = 3600;

async function rollBack(access: ReleaseAccess, given: Given, context: CommandContext): Promise<void> {
  const { rejectServing } = require('../release/reject-serving') as typeof import('../release/reject-serving');
  const { requireReason } = require('../registry/decide-version') as typeof import('../registry/decide-version');
  const { callerOf } = require('../deployment/caller') as typeof import('../deployment/caller');
  const { workload, connection, endpoints, where } = access;
  const why = requireReason(given.why, where);
  const place = { workload, endpoints, project: connection.project, environmentName: connection.environmentName };
  const decision = { why, by: await callerOf(connection) };
  const rejected = await rejectServing(decision, { ...access, place, target: targetWords(given) });
  const serving = given.wait ? await waitForOther(rejected, place, { given, context }) : null;
  print({ workload, rejected, why, serving }, given, context);
}

interface Waiting {
  readonly given: Given;
  readonly context: CommandContext;
}

type Place = import('../release/serving-version').ServingPlace;

async function waitForOther(not: number, place: Place, { given, context }: Waiting): Promise<number | null> {
  const { waitForOtherVersion } =
    require('../release/wait-for-version') as typeof import('../release/wait-for-version');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { output, signal } = context;
  let serving: number | null = null;
  const run = async () => {
    const wait = { place, not, clock: wallClock, signal, timeoutMs: given.timeout * 1000 };
    serving = (await waitForOtherVersion(wait)).version;
  };
  await output.steps([{ title: 'Waiting for the earlier version to serve', run }], signal);
  return serving;
}

interface RolledBack {
  readonly workload: string;
  readonly rejected: number;
  readonly why: string;
  /** Null: not waited for. */
  readonly serving: number | null;
}

function print(result: RolledBack, given: Given, { output, foundProblems }: CommandContext): void {
  const { workload, rejected, serving } = result;
  output.result(result, () => {
    const { yellow, green } = output.colours;
    if (serving === null) {
      return `${yellow('Rejected')} version ${rejected}: the approved one before it takes over. Follow it: npx everloop endpoints ${workload}${targetWords(given)}`;
    }
    return serving === rejected
      ? `Version ${rejected} still serves; see npx everloop trail ${workload}${targetWords(given)}`
      : `${green('Rolled back')}: production serves version ${serving} instead of version ${rejected}`;
  });
  if (serving === rejected) foundProblems();
}

/** Takes the version that serves out of service. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('rollback').description(
        'Reject the version in production, so that the approved one before it serves again',
      ),
      'everloop rollback product-images --why "bags are named shoes" --wait',
    ),
  )
    .argument('<workload>', 'one that is trained')
    .requiredOption('--why <text>', 'your reason, kept with the version and in the trail')
    .option('--wait', 'wait until another version serves; ends with 1 when none does')
    .option('--timeout <seconds>', 'how long --wait waits', wholeNumber(1, 86_400), defaultTimeoutSeconds)
    .action(async (workload: string, given: Given) => {
      const { openReleases } = require('../release/release-access') as typeof import('../release/release-access');
      const { explainRefusal } =
        require('../deployment/explain-refusal') as typeof import('../deployment/explain-refusal');
      const access = await openReleases(workload, 'everloop rollback', given);
      try {
        await rollBack(access, given, context);
      } catch (error) {
        throw explainRefusal(error);
      }
    });
