import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';

/** Deploys the stacks: onto the laptop cloud by default, into an account with --environment. */
export const command: CommandFactory = ({ output, signal }) =>
  withTarget(
    withExamples(
      new Command('deploy').description('Deploy the stacks, onto the laptop cloud or into an account'),
      'everloop deploy',
      'everloop deploy --environment dev --profile my-profile',
    ),
  ).action(async (options: TargetOptions) => {
    const { deploySteps } = require('../deployment/deploy') as typeof import('../deployment/deploy');
    const { targetOf } = require('../deployment/target') as typeof import('../deployment/target');
    const started = Date.now();
    const target = await targetOf({ ...options, signal, startWhenDown: note => output.note(note) });
    const { environmentName } = target;
    await output.steps(deploySteps(target), signal);
    const { findDeployment } =
      require('../deployment/find-deployment') as typeof import('../deployment/find-deployment');
    const { cloudFormationOf } = require('../deployment/target') as typeof import('../deployment/target');
    const deployment = await findDeployment(environmentName, cloudFormationOf(target));
    const seconds = (Date.now() - started) / 1000;
    output.result({ environment: environmentName, seconds, deployment }, () =>
      [
        `${output.colours.green('deployed')} ${environmentName} in ${seconds.toFixed(1)} s`,
        `Incoming objects: s3://${deployment.IntakeBucket}/incoming/<workload>/`,
        'Next: everloop upload <folder>',
      ].join('\n'),
    );
  });
