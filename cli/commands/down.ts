import { Command } from 'commander';
import type { Stopped } from '../../local/cloud/stop';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';

function render({ wasUp, processes, unsaved, deleted, kept }: Stopped): string {
  const left = processes > 0 ? `Ended ${processes} processes that were left behind.` : 'The laptop cloud was not up.';
  return [
    wasUp ? 'The laptop cloud is down.' : left,
    ...(unsaved ? [`Its last changes could not be saved and are lost: ${unsaved}`] : []),
    ...deleted.map(name => `Deleted ${name}`),
    ...kept.map(name => `Kept ${name}: the Python packages, which all state folders of this checkout share`),
  ].join('\n');
}

/** Stops the laptop cloud; with --purge forgets it. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('down').description('Stop the laptop cloud; its state is kept for the next `up`'),
    'everloop down',
    'everloop down --purge',
  )
    .option(
      '--purge',
      'delete the state folder too: objects, tables, stacks, logs, reports, and the Python packages where they lie in it',
    )
    .action(async (options: { readonly purge?: boolean }) => {
      const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
      const { stopCloud } = require('../../local/cloud/stop') as typeof import('../../local/cloud/stop');
      const { output, signal } = context;
      const state = options.purge ? 'delete' : 'keep';
      let stopped: Stopped | undefined;
      const run = async (report: (progress: string) => void) => {
        stopped = await stopCloud({ paths: cloudPaths(), state, signal, onProgress: report });
      };
      await output.steps([{ title: 'Stopping the laptop cloud', run }], signal);
      if (!stopped) return;
      const result: Stopped = stopped;
      output.result(result, () => render(result));
      if (result.unsaved) context.foundProblems();
    });
