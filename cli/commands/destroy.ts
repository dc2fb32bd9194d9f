import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';

interface DestroyOptions extends TargetOptions {
  readonly yes?: boolean;
}

/** Deletes the stacks; data go only where the configuration says they may. */
export const command: CommandFactory = ({ output, signal }) =>
  withTarget(
    withExamples(
      new Command('destroy').description('Delete the stacks, and the data where the configuration lets them go'),
      'everloop destroy',
      'everloop destroy --environment dev --profile my-profile --yes',
    ),
  )
    .option('--yes', 'needed for an account: there is no way back')
    .action(async (options: DestroyOptions) => {
      const { destroySteps } = require('../deployment/deploy') as typeof import('../deployment/deploy');
      const { targetOf } = require('../deployment/target') as typeof import('../deployment/target');
      const { yes, ...where } = options;
      const target = await targetOf({ ...where, signal });
      const { environmentName, environment } = target;
      if (target.endpoint === undefined && !yes) {
        throw new WrongUse(
          `everloop destroy: --yes must be given for an account, got none; ${environmentName} would be deleted`,
        );
      }
      await output.steps(destroySteps(target), signal);
      const kept = !environment.dataMayGo;
      output.result({ environment: environmentName, dataKept: kept }, () =>
        kept ? `destroyed ${environmentName}; its buckets, table and key stay` : `destroyed ${environmentName}`,
      );
    });
