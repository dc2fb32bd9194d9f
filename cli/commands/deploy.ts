import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';

interface DeployOptions {
  readonly environment: string;
  readonly profile?: string;
}

/** Deploys the stacks: onto the laptop cloud by default, into an account with --environment. */
export const command: CommandFactory = ({ output, signal }) =>
  withExamples(
    new Command('deploy').description('Deploy the stacks, onto the laptop cloud or into an account'),
    'everloop deploy',
    'everloop deploy --environment dev --profile my-profile',
  )
    .option('--environment <name>', 'environment of everloop.config.ts', 'local')
    .option('--profile <name>', 'AWS profile, for an account')
    .action(async (options: DeployOptions) => {
      const { deploySteps } = require('../deployment/deploy') as typeof import('../deployment/deploy');
      const { targetOf } = require('../deployment/target') as typeof import('../deployment/target');
      const started = Date.now();
      const target = await targetOf({ ...options, signal, startWhenDown: note => output.note(note) });
      await output.steps(deploySteps(target), signal);
      const { findDeployment } =
        require('../deployment/find-deployment') as typeof import('../deployment/find-deployment');
      const { cloudFormationOf } = require('../deployment/target') as typeof import('../deployment/target');
      const deployment = await findDeployment(options.environment, cloudFormationOf(target));
      const seconds = (Date.now() - started) / 1000;
      output.result({ environment: options.environment, seconds, deployment }, () =>
        [
          `${output.colours.green('deployed')} ${options.environment} in ${seconds.toFixed(1)} s`,
          `Incoming objects: s3://${deployment.IntakeBucket}/incoming/<workload>/`,
          'Next: everloop upload <folder>',
        ].join('\n'),
      );
    });
