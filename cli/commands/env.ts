import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';

/** Quoted for any POSIX shell: nothing in it is expanded. */
export function shellQuote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** Prints what points a shell at the laptop cloud. */
export const command: CommandFactory = ({ output }) =>
  withExamples(
    new Command('env').description('Print the variables that point AWS tools at the laptop cloud'),
    'eval "$(npx everloop env)" && npx cdk deploy --all',
    'eval "$(npx everloop env --unset)"',
  )
    .option('--unset', 'print what takes the variables away again')
    .action(async (options: { readonly unset?: boolean }) => {
      const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
      const { requireCloud } = require('../../local/cloud/running') as typeof import('../../local/cloud/running');
      const environment = require('../../local/cloud/environment') as typeof import('../../local/cloud/environment');
      const paths = cloudPaths();
      const endpoint = options.unset ? '' : (await requireCloud(paths)).endpoint;
      const variables = environment.clientEnvironment(paths, endpoint);
      const names = Object.keys(variables);
      if (options.unset) {
        output.result({ unset: names }, () => `unset ${names.join(' ')}`);
        return;
      }
      output.result(variables, () =>
        [
          `unset ${environment.CONFLICTING_VARIABLES.join(' ')}`,
          ...names.map(name => `export ${name}=${shellQuote(variables[name] ?? '')}`),
        ].join('\n'),
      );
    });
