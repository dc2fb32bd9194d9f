import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';

interface DestroyOptions {
  readonly environment: string;
  readonly profile?: string;
  readonly yes?: boolean;
}

/** Deletes the stacks; data go only where the configuration says they may. */
export const command: CommandFactory = ({ output, signal }) =>
  withExamples(
    new Command('destroy').description('Delete the stacks, and the data where the configuration lets them go'),
    'everloop destroy',
    'everloop destroy --environment dev --profile my-profile --yes',
  )
    .option('--environment <name>', 'environment of everloop.config.ts', 'local')
    .option('--profile <name>', 'AWS profile, for an account')
    .option('--yes', 'needed for an account: there is no way back')
    .action(async (options: DestroyOptions) => {
      const { destroySteps, environmentOf } = require('../deployment/deploy') as typeof import('../deployment/deploy');
      const { targetOf } = require('../deployment/target') as typeof import('../deployment/target');
      const target = await targetOf({ ...options, signal });
      if (target.endpoint === undefined && !options.yes) {
        throw new WrongUse(
          `everloop destroy: --yes must be given for an account, got none; ${options.environment} would be deleted`,
        );
      }
      await output.steps(destroySteps(target), signal);
      const kept = !environmentOf(options.environment).dataMayGo;
      output.result({ environment: options.environment, dataKept: kept }, () =>
        kept ? `destroyed ${options.environment}; its buckets, table and key stay` : `destroyed ${options.environment}`,
      );
    });
