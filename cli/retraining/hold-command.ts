import { Command } from 'commander';
import type { Hold } from '../../lambdas/domain/retraining/desk';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';

interface Given extends TargetOptions {
  readonly why: string;
}

export interface HoldCommandProps {
  readonly name: 'hold' | 'release-hold';
  readonly description: string;
  /** What an example says. */
  readonly reason: string;
}

/** A person stops retraining, or lets it go on. */
export const holdCommand =
  ({ name, description, reason }: HoldCommandProps): CommandFactory =>
  context =>
    withTarget(
      withExamples(new Command(name).description(description), `everloop ${name} product-images --why "${reason}"`),
    )
      .argument('<workload>', 'one that is trained')
      .requiredOption('--why <reason>', 'what the trail and whoever asks are told')
      .action((workload: string, given: Given) => (name === 'hold' ? hold : release)(workload, given, context));

async function access(workload: string, given: Given, name: HoldCommandProps['name']) {
  const { requireTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
  const { requireReason } = require('../registry/decide-version') as typeof import('../registry/decide-version');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { callerOf } = require('../deployment/caller') as typeof import('../deployment/caller');
  const { leaseEffectsOf } = require('./retraining-access') as typeof import('./retraining-access');
  requireTrained(workload, `everloop ${name}`);
  const why = requireReason(given.why, `everloop ${name}`);
  const connection = await connect(given);
  return { connection, said: { why, by: await callerOf(connection) }, effects: leaseEffectsOf(connection) };
}

async function hold(workload: string, given: Given, { output }: CommandContext): Promise<void> {
  const { holdRetraining } =
    require('../../lambdas/handlers/retraining/hold-retraining') as typeof import('../../lambdas/handlers/retraining/hold-retraining');
  const { said, effects } = await access(workload, given, 'hold');
  const standing = await holdRetraining(workload, said, effects);
  output.result({ workload, hold: standing }, () => `Held: nothing trains ${workload} by itself until release-hold.`);
}

/** Alarms that stayed meanwhile are looked at at once. */
async function release(workload: string, given: Given, { output }: CommandContext): Promise<void> {
  const { releaseHold } =
    require('../../lambdas/handlers/retraining/hold-retraining') as typeof import('../../lambdas/handlers/retraining/hold-retraining');
  const { policyOf } = require('./retraining-access') as typeof import('./retraining-access');
  const { queueOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { said, effects, connection } = await access(workload, given, 'release-hold');
  const policy = policyOf(workload, connection.environmentName);
  const ended: Hold | null = await releaseHold(workload, { ...said, policy }, effects);
  if (ended) {
    await queueOf(connection, connection.deployment.RetrainingQueueUrl).send([
      JSON.stringify({ kind: 'look', workload }),
    ]);
  }
  output.result({ workload, ended }, () =>
    ended ? `Released: ${workload} was held by ${ended.by}: ${ended.why}` : `${workload} was not held.`,
  );
}
