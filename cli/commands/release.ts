import { Argument, Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, targetWords, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { ReleaseAccess } from '../release/release-access';

interface Given extends TargetOptions {
  readonly why?: string;
  readonly modelVersion?: number;
  readonly wait?: boolean;
  readonly timeout: number;
}

const actions = ['status', 'approve', 'reject'] as const;
type Action = (typeof actions)[number];

/** A deployment with guardrails takes its bake time twice, and what machines need to start. */
const defaultTimeoutSeconds = 3600;

async function status(access: ReleaseAccess, given: Given, { output }: CommandContext): Promise<void> {
  const { readRelease } = require('../release/read-release') as typeof import('../release/read-release');
  const { releaseText } = require('../release/release-text') as typeof import('../release/release-text');
  const report = await readRelease(access);
  output.result(report, () => releaseText(report, targetWords(given), output.colours));
}

async function decide(action: Exclude<Action, 'status'>, access: ReleaseAccess, given: Given, context: CommandContext) {
  const { requireReason } = require('../registry/decide-version') as typeof import('../registry/decide-version');
  const { callerOf } = require('../deployment/caller') as typeof import('../deployment/caller');
  const { decideRelease } = require('../release/decide-release') as typeof import('../release/decide-release');
  const why = requireReason(given.why ?? '', access.where);
  const approved = action === 'approve';
  const by = await callerOf(access.connection);
  const { executionId, version } = await decideRelease({ approved, why, by, version: given.modelVersion }, access);
  const ended = given.wait ? await waitForEnd(executionId, access, { given, context }) : undefined;
  const { output, foundProblems } = context;
  const result = {
    workload: access.workload,
    version,
    executionId,
    decision: approved ? 'Approved' : 'Rejected',
    why,
    by,
    ...ended,
  };
  output.result(result, () => {
    const { green, red } = output.colours;
    const of = version === null ? 'a release that nobody opened' : `the release of version ${version}`;
    const said = `${approved ? green('Approved') : red('Rejected')} ${of} by ${by}: ${why}`;
    if (ended) return `${said}\n${ended.status}${ended.why ? `: ${ended.why}` : ''}`;
    return `${said}\nFollow it: npx everloop release ${access.workload} status${targetWords(given)}`;
  });
  if (ended && ended.status !== (approved ? 'Succeeded' : 'Failed')) foundProblems();
}

interface Waiting {
  readonly given: Given;
  readonly context: CommandContext;
}

async function waitForEnd(executionId: string, access: ReleaseAccess, { given, context }: Waiting) {
  const { waitForRelease } = require('../release/wait-for-release') as typeof import('../release/wait-for-release');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { output, signal } = context;
  const wait = { ...access, clock: wallClock, signal, timeoutMs: given.timeout * 1000 };
  let ended: Awaited<ReturnType<typeof waitForRelease>> | undefined;
  const run = async () => {
    ended = await waitForRelease(executionId, wait);
  };
  await output.steps([{ title: 'Waiting for the release to end', run }], signal);
  return ended;
}

/** Shows the release of an approved version, and decides whether it goes to production. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('release').description('Show the release of an approved version, or decide on its way to production'),
      'everloop release product-images',
      'everloop release product-images approve --model-version 3 --why "pre-production looks good" --wait',
      'everloop release product-images reject --model-version 3 --why "too slow on large photos"',
    ),
  )
    .argument('<workload>', 'one that is trained')
    .addArgument(new Argument('[action]', 'what to do; `status` when left out').choices(actions))
    .option('--why <text>', 'your reason to approve or reject, kept in the pipeline and in the trail')
    .option(
      '--model-version <number>',
      'the version you looked at: the decision is refused when another one waits',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--wait', 'wait until the release has ended; ends with 1 when production did not get the version')
    .option('--timeout <seconds>', 'how long --wait waits', wholeNumber(1, 86_400), defaultTimeoutSeconds)
    .action(async (workload: string, action: Action = 'status', given: Given) => {
      const { openReleases } = require('../release/release-access') as typeof import('../release/release-access');
      const { explainRefusal } =
        require('../deployment/explain-refusal') as typeof import('../deployment/explain-refusal');
      const where = `everloop release ${workload} ${action}`;
      if (action !== 'status' && given.why === undefined) {
        throw new WrongUse(`${where}: --why must be given, got none; the pipeline and the trail keep your reason`);
      }
      const access = { ...(await openReleases(workload, 'everloop release', given)), where };
      try {
        await (action === 'status' ? status(access, given, context) : decide(action, access, given, context));
      } catch (error) {
        throw explainRefusal(error);
      }
    });
