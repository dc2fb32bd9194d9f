import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';

/** Stops the laptop cloud; with --purge forgets it. */
export const command: CommandFactory = ({ output, signal }) =>
  withExamples(
    new Command('down').description('Stop the laptop cloud; its state is kept for the next `up`'),
    'everloop down',
    'everloop down --purge',
  )
    .option('--purge', 'delete the state folder too: objects, tables, stacks, logs, reports, Python packages')
    .action(async (options: { readonly purge?: boolean }) => {
      const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
      const { stopCloud } = require('../../local/cloud/stop') as typeof import('../../local/cloud/stop');
      const state = options.purge ? 'delete' : 'keep';
      let stopped: Awaited<ReturnType<typeof stopCloud>> | undefined;
      const run = async (report: (progress: string) => void) => {
        stopped = await stopCloud({ paths: cloudPaths(), state, signal, onProgress: report });
      };
      await output.steps([{ title: 'Stopping the laptop cloud', run }], signal);
      if (!stopped) return;
      const { wasUp, processes, deleted } = stopped;
      output.result(stopped, () => {
        const left =
          processes > 0 ? `Ended ${processes} processes that were left behind.` : 'The laptop cloud was not up.';
        return [wasUp ? 'The laptop cloud is down.' : left, ...deleted.map(name => `Deleted ${name}`)].join('\n');
      });
    });
