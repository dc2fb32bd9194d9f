import { Command, InvalidArgumentError } from 'commander';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new InvalidArgumentError('a port is a whole number from 1 to 65535');
  }
  return value;
}

/** Starts the laptop cloud. */
export const command: CommandFactory = ({ output, signal }) =>
  withExamples(
    new Command('up').description('Start the laptop cloud on 127.0.0.1'),
    'everloop up',
    'everloop up --port 4600',
  )
    .option('--port <port>', 'port of the AWS endpoint (default: 4566, or a free one when that is taken)', port)
    .action(async (options: { readonly port?: number }) => {
      const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
      const { startCloud } = require('../../local/cloud/start') as typeof import('../../local/cloud/start');
      const notes: string[] = [];
      const started = Date.now();
      let up: Awaited<ReturnType<typeof startCloud>> | undefined;
      const run = async (report: (progress: string) => void) => {
        const onProgress = (message: string) => {
          notes.push(message);
          report(message);
        };
        up = await startCloud({ paths: cloudPaths(), port: options.port, signal, onProgress });
      };
      await output.steps([{ title: 'Laptop cloud', run }], signal);
      if (!up) return;
      const { record, alreadyUp } = up;
      const seconds = (Date.now() - started) / 1000;
      output.result({ ...record, alreadyUp, seconds, notes }, () =>
        alreadyUp
          ? `The laptop cloud is up already: ${record.endpoint}`
          : `The laptop cloud is up: ${record.endpoint} (${seconds.toFixed(1)} s). Next: everloop deploy`,
      );
    });
