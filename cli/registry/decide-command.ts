import { Command } from 'commander';
import type { Approval } from '../../lambdas/domain/registry/model-version';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { examples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { Decided } from './decide-version';

interface Given extends TargetOptions {
  readonly why: string;
}

interface Verb {
  readonly name: 'approve' | 'reject';
  readonly approval: Exclude<Approval, 'PendingManualApproval'>;
  readonly description: string;
  readonly reason: string;
}

async function decide(verb: Verb, chosen: { workload: string; number: number; given: Given }, context: CommandContext) {
  const { openRegistry, requireVersion } = require('./registry-access') as typeof import('./registry-access');
  const { decideVersion, requireReason } = require('./decide-version') as typeof import('./decide-version');
  const { callerOf } = require('../deployment/caller') as typeof import('../deployment/caller');
  const { explainRefusal } = require('../deployment/explain-refusal') as typeof import('../deployment/explain-refusal');
  const where = `everloop ${verb.name}`;
  const why = requireReason(chosen.given.why, where);
  const access = await openRegistry(chosen.workload, where, chosen.given);
  try {
    const version = await requireVersion(access, chosen.number);
    const decision = { approval: verb.approval, why, by: await callerOf(access.connection) };
    await print(await decideVersion(version, decision, access), { access, given: chosen.given }, context);
  } catch (error) {
    throw explainRefusal(error);
  }
}

interface Printing {
  readonly access: import('./registry-access').OpenRegistry;
  readonly given: Given;
}

async function print(decided: Decided, { access, given }: Printing, { output }: CommandContext): Promise<void> {
  const { decisionText } = require('./decision-text') as typeof import('./decision-text');
  const { nextCommands } = require('./next-commands') as typeof import('./next-commands');
  const { compareScores } = require('./champion-scores') as typeof import('./champion-scores');
  const { score } = require('./read-versions') as typeof import('./read-versions');
  const { scoresOf, versionReport } = require('./version-report') as typeof import('./version-report');
  const { workload } = access;
  const { version, was, changed, champion } = decided;
  const rival = rivalOf(decided);
  const [own, other] = await Promise.all([score(version, access), rival && score(rival, access)]);
  const report = versionReport(own, champion.after);
  const compared = compareScores(own, other);
  const numbers = { before: champion.before?.version ?? null, after: champion.after?.version ?? null };
  const rivalScores = rival && other ? { version: rival.version, scores: scoresOf(other.read) } : null;
  const environment = access.connection.environmentName;
  output.result({ workload, environment, was, changed, ...report, champion: numbers, comparedWith: rivalScores }, () =>
    decisionText({ workload, decided, compared, next: nextCommands(workload, report, given) }, output.colours),
  );
}

/** Whom it is compared with: the champion that it replaces, or that replaces it. */
function rivalOf({ version, champion: { before, after } }: Decided) {
  return [before, after].find(one => one && one.version !== version.version) ?? null;
}

/** A command by which a person decides on a version. There is no question to confirm: the opposite command undoes it. */
export const decideCommand =
  (verb: Verb): CommandFactory =>
  context =>
    withTarget(
      new Command(verb.name)
        .description(verb.description)
        .addHelpText('after', examples(`everloop ${verb.name} product-images 3 --why "${verb.reason}"`)),
    )
      .argument('<workload>', 'one that is trained')
      .argument('<version>', 'its number, as `everloop models` prints it', wholeNumber(1, 999_999_999))
      .requiredOption('--why <text>', 'your reason, kept with the version and in the trail')
      .action((workload: string, number: number, given: Given) => decide(verb, { workload, number, given }, context));
